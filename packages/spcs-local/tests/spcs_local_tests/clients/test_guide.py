"""The guide as a person types it, and who may open its notebook then."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from snowflake.connector import SnowflakeConnection

from devkit.bench import guide
from devkit.testing.waiting import PATIENCE
from spcs_local_tests.clients.snow import Snow
from spcs_local_tests.guide import typed as typed_guide
from spcs_local_tests.ingress.served import cookie_of, sign_in
from spcs_local_tests.running import RunningAccount, rows, run

PASSWORD = "milvususerok"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Taken, and not listened on: no program of this machine answers in the notebook's place."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def typed(account: RunningAccount, tmp_path: Path, silent_port: int) -> SnowflakeConnection:
    """A session in which the guide was followed up to its notebook."""
    session = account.connect()
    run(session, *typed_guide(tmp_path, silent_port))
    return session


def visit(account: RunningAccount, url: str) -> int:
    """The status that MILVUS_USER's browser ends with at the notebook."""
    host = url.split(":")[0]
    with httpx.Client(
        base_url=f"http://127.0.0.1:{account.account.model.settings.ingress_port}",
        headers={"Host": host},
        timeout=PATIENCE,
        trust_env=False,
    ) as browser:
        answer = sign_in(browser, "milvus_user", PASSWORD)
        if answer.status_code != httpx.codes.SEE_OTHER:
            return answer.status_code
        return browser.get("/tree", headers={"Cookie": cookie_of(answer)}).status_code


def test_guide_makes_both_services(typed: SnowflakeConnection) -> None:
    shown = rows(typed, "SHOW SERVICES")
    assert [(row["name"], row["owner"], row["compute_pool"]) for row in shown] == [
        ("JUPYTER", "SYSADMIN", "JUPYTER_COMPUTE_POOL"),
        ("MILVUS", "SYSADMIN", "MILVUS_COMPUTE_POOL"),
    ]
    assert rows(typed, "CALL SYSTEM$WAIT_FOR_SERVICES(120, 'milvus', 'jupyter')")[0]["system$wait_for_services"] == "OK"
    run(typed, *guide.statements(guide.LOOKS))


def test_guide_alone_does_not_open_the_notebook(account: RunningAccount, typed: SnowflakeConnection) -> None:
    rows(typed, "CALL SYSTEM$WAIT_FOR_SERVICES(120, 'jupyter')")
    url = rows(typed, "SHOW ENDPOINTS IN SERVICE MILVUS_DEMO.PUBLIC.JUPYTER")[0]["ingress_url"]
    assert visit(account, url) == httpx.codes.FORBIDDEN
    run(typed, "GRANT SERVICE ROLE MILVUS_DEMO.PUBLIC.JUPYTER!ALL_ENDPOINTS_USAGE TO ROLE MILVUS_ROLE")
    # the in-memory engine runs no container that could answer
    assert visit(account, url) in {
        httpx.codes.BAD_GATEWAY,
        httpx.codes.SERVICE_UNAVAILABLE,
        httpx.codes.GATEWAY_TIMEOUT,
    }


def test_guide_clean_up_leaves_the_integration_alone(typed: SnowflakeConnection) -> None:
    run(typed, *guide.statements(guide.CLEAN_UP))
    for kind in ("SERVICES IN ACCOUNT", "COMPUTE POOLS", "DATABASES", "WAREHOUSES"):
        assert rows(typed, f"SHOW {kind}") == [], kind
    assert [row["name"] for row in rows(typed, "SHOW INTEGRATIONS")] == ["ALLOW_ALL_EAI"]
    assert "MILVUS_ROLE" not in {row["name"] for row in rows(typed, "SHOW ROLES")}
    assert "MILVUS_USER" not in {row["name"] for row in rows(typed, "SHOW USERS")}


def test_guide_runs_as_a_script_of_snow(snow: Snow, shared: RunningAccount, tmp_path: Path) -> None:
    statements = [*typed_guide(tmp_path), *guide.statements(guide.CLEAN_UP)]
    script = tmp_path / "guide.sql"
    script.write_text("".join(f"{statement};\n" for statement in statements))
    answers = snow.answer("sql -f", str(script))
    assert len(answers) == len(statements)
    assert [row["status"] for answer in answers for row in answer if "source" in row] == ["UPLOADED", "UPLOADED"]
    assert rows(shared.connect(), "SHOW DATABASES LIKE 'MILVUS_DEMO'") == []
