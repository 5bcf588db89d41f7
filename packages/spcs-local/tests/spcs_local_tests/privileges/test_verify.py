"""Asking an account over the wire: here the local one stands for a real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spcs_local_tests.privileges import verify
from spcs_local_tests.running import RunningAccount, rows, run


@pytest.fixture
def environment(account: RunningAccount) -> dict[str, str]:
    """How the account is named to `make verify-account`."""
    return {
        "SNOWFLAKE_ACCOUNT": "LOCAL-DEV",
        "SNOWFLAKE_USER": "ADMIN",
        "SNOWFLAKE_PASSWORD": account.password,
        "SNOWFLAKE_HOST": "127.0.0.1",
        "SNOWFLAKE_PORT": str(account.port),
        "SNOWFLAKE_PROTOCOL": "http",
    }


def transcript(directory: Path) -> dict[str, Any]:
    [path] = directory.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def test_write_down_what_came(tmp_path: Path, environment: dict[str, str]) -> None:
    assert verify.main(["--only", "DROP STAGE", "--output", str(tmp_path / "out")], environment) == 0
    content = transcript(tmp_path / "out")
    assert {entry["right"] for entry in content["cases"]} == {True}
    assert {entry["got"] for entry in content["cases"]} == {"allowed", "002003 (02000)", "003001 (42501)"}
    assert environment["SNOWFLAKE_PASSWORD"] not in json.dumps(content)


def test_leave_nothing_in_the_account(tmp_path: Path, environment: dict[str, str], account: RunningAccount) -> None:
    admin = account.connect()
    kinds = ("ROLES", "USERS", "WAREHOUSES", "DATABASES", "COMPUTE POOLS", "INTEGRATIONS")
    before = {kind: [row["name"] for row in rows(admin, f"SHOW {kind}")] for kind in kinds}
    verify.main(["--only", "CREATE", "--output", str(tmp_path / "out")], environment)
    assert transcript(tmp_path / "out")["not_removed"] == []
    assert {kind: [row["name"] for row in rows(admin, f"SHOW {kind}")] for kind in kinds} == before


def test_leave_services_out_without_an_image(tmp_path: Path, environment: dict[str, str]) -> None:
    assert verify.main(["--only", "DESCRIBE SERVICE", "--output", str(tmp_path / "out")], environment) == 0
    assert {entry["not_run"] for entry in transcript(tmp_path / "out")["cases"]} == {verify.NO_IMAGE}


def test_tell_what_is_not_as_written(
    tmp_path: Path, environment: dict[str, str], account: RunningAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    run(account.connect(), "GRANT CREATE DATABASE ON ACCOUNT TO ROLE PUBLIC")
    assert verify.main(["--only", "CREATE DATABASE FRESH", "--output", str(tmp_path / "out")], environment) == 1
    assert "expected 003001 (42501), got allowed" in capsys.readouterr().out
    wrong = [entry for entry in transcript(tmp_path / "out")["cases"] if not entry["right"]]
    assert {entry["got"] for entry in wrong} == {"allowed"}


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("SNOWFLAKE_ACCOUNT", "SNOWFLAKE_ORGANIZATION_NAME"),
        ("SNOWFLAKE_USER", "SNOWFLAKE_USER"),
        ("SNOWFLAKE_PASSWORD", "SNOWFLAKE_PRIVATE_KEY_PATH"),
    ],
)
def test_say_what_is_not_configured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left_out: str, said: str
) -> None:
    given = {"SNOWFLAKE_ACCOUNT": "A", "SNOWFLAKE_USER": "U", "SNOWFLAKE_PASSWORD": "P"}
    del given[left_out]
    assert verify.main(["--output", str(tmp_path)], given) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert said in line


def test_say_that_signing_in_failed(
    tmp_path: Path, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(["--output", str(tmp_path)], environment | {"SNOWFLAKE_PASSWORD": "wrong"}) == 2
    assert "signing in to LOCAL-DEV as ADMIN failed" in capsys.readouterr().err
