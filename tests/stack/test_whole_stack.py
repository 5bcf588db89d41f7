"""The whole stack under the engine, with whichever plugins set-up found, on an account with real containers.

The tests go through one life of a stack, in their order.
"""

import json
import os
import re
import signal
import subprocess
from contextlib import closing
from typing import Any

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from devkit import docker_api, environment, local_account, recovery
from devkit.local_account import Account
from devkit.local_run import PARKED
from devkit.notebook import Credentials, run_notebook
from devkit.paths import Paths
from devkit.pulumi import Pulumi
from devkit.service_user import credentials
from devkit.service_user.making import ROLE, USER
from devkit.testing.engine import Engine
from devkit.testing.waiting import PATIENCE, until
from tests.stack.inside import CONNECT, container, label, running, told

ANSWER = "Alan Turing was the first person to conduct substantial research in AI."
SYSTEM_ROLES = ("ACCOUNTADMIN", "ORGADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN")
# of the notebook's collection
COUNT = f"""{CONNECT}
client = connect()
client.load_collection("demo_collection")
[found] = client.query("demo_collection", filter="", output_fields=["count(*)"], consistency_level="Strong")
print(found["count(*)"])
"""
NO_CHANGES = ("--skip-preview", "--yes", "--expect-no-changes")


def administrator(account: Account, role: str) -> SnowflakeConnection:
    """Signed in with that role."""
    found: SnowflakeConnection = snowflake.connector.connect(
        account=account.identifier, user=account.user, password=account.password,
        host=local_account.HOST, port=account.account_port, protocol="http", role=role,
        enable_server_session_keep_alive_auto_detection=False,
    )  # fmt: skip
    return found


def objects(account: Account) -> list[str]:
    """Names of what the stack makes in the account, as its administrator sees them."""
    connection = administrator(account, "ACCOUNTADMIN")
    found: list[str] = []
    with closing(connection), closing(connection.cursor(snowflake.connector.DictCursor)) as cursor:
        for kind in (
            "SERVICES IN ACCOUNT",
            "COMPUTE POOLS",
            "DATABASES",
            "WAREHOUSES",
            "ROLES",
            "USERS",
            "INTEGRATIONS",
        ):
            found += [row["name"] for row in cursor.execute(f"SHOW {kind}") or []]
    ours = [name for name in found if any(word in name for word in ("MILVUS", "JUPYTER", "ALLOW_ALL"))]
    # who deploys is there before the stack, and stays
    return [name for name in ours if name not in (USER, ROLE)]


def test_up_creates_as_many_as_the_readme_shows(brought_up: str) -> None:
    created = re.compile(r"^Resources:\n +\+ (\d+) created$", re.MULTILINE)
    shown = (Paths.of_clone().root / "README.md").read_text(encoding="utf-8")
    assert created.findall(brought_up) == created.findall(shown) != []


def test_up_makes_services_that_answer(up: dict[str, Any], engine: Engine, stack_account: Account) -> None:
    assert (up["milvus"]["status"], up["jupyter"]["status"]) == ("RUNNING", "RUNNING")
    assert {"MILVUS", "MILVUS_DEMO", "MILVUS_WAREHOUSE", "MILVUS_ROLE", "MILVUS_USER"} <= set(objects(stack_account))

    password = environment.local_secrets(engine.context.paths).milvus_user_password
    credentials = Credentials(up["user"], password=password)
    assert ANSWER in run_notebook(up["notebookUrl"], credentials, report=lambda _: None)


@pytest.mark.usefixtures("up")
def test_second_up_changes_nothing(engine: Engine) -> None:
    engine.must("up", *NO_CHANGES)


@pytest.mark.usefixtures("up")
def test_refresh_finds_no_drift(engine: Engine) -> None:
    engine.must("refresh", *NO_CHANGES)
    engine.must("preview", "--expect-no-changes")


@pytest.mark.usefixtures("up")
def test_what_was_parked_has_its_data_again(engine: Engine, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--soak"):
        pytest.skip("half a minute: make soak; tests/stack/test_data.py parks in memory")
    with container(engine.context, "jupyter") as notebook:
        kept = told(notebook, COUNT)
    engine.must("up", "--yes", "--skip-preview", "--config", f"{PARKED}=true")
    engine.must("up", *NO_CHANGES)
    assert json.loads(engine.must("stack", "output", "--json"))["costPerHour"] == "0 credits, parked"
    assert running(engine.context) == []
    engine.must("up", "--yes", "--skip-preview", "--config", f"{PARKED}=false")
    with container(engine.context, "jupyter") as notebook:
        assert told(notebook, COUNT) == kept == ["3"]


@pytest.mark.usefixtures("up")
def test_state_and_configuration_hold_no_secret_in_clear(engine: Engine, stack_account: Account) -> None:
    password = environment.local_secrets(engine.context.paths).milvus_user_password
    text = json.dumps(engine.state()) + environment.stack_file(engine.context.paths).read_text()

    deployer = credentials.read(engine.context.paths.local / "deployer.json")
    assert deployer is not None
    assert password not in text
    assert stack_account.password not in text
    assert deployer.private_key.splitlines()[1] not in text


def registries(engine: Engine) -> list[Any]:
    """What the state has of where images are pushed."""
    images = [it for it in engine.state()["resources"] if it["type"] == "docker:index/image:Image"]
    return [it["inputs"]["registry"] for it in images]


@pytest.mark.usefixtures("up")
def test_a_password_to_push_comes_and_goes_without_a_push(engine: Engine, stack_account: Account) -> None:
    without = [{"server": stack_account.registry_host}] * 3
    assert registries(engine) == without

    engine.must("config", "set", "--secret", "registryPassword", "pushing-one")
    engine.must("up", *NO_CHANGES)
    assert registries(engine) != without
    assert "pushing-one" not in json.dumps(engine.state())

    engine.must("config", "rm", "registryPassword")
    engine.must("up", *NO_CHANGES)
    assert registries(engine) == without


@pytest.mark.usefixtures("up")
def test_no_system_role_makes_or_gets_anything(engine: Engine) -> None:
    resources = [
        it for it in engine.state()["resources"] if it["type"].startswith(("snowflake:", "pulumi:providers:s"))
    ]
    text = json.dumps([{**it["inputs"], "schema": ""} for it in resources])
    assert not [role for role in SYSTEM_ROLES if f'"{role}"' in text]
    assert not [word for word in ("allPrivileges", "ALL PRIVILEGES", "0.0.0.0") if word in text]  # noqa: S104 - hosts


@pytest.mark.usefixtures("up")
def test_preview_shows_the_changed_line_and_up_rolls_that_service_alone(engine: Engine) -> None:
    specification = engine.directory / "specs" / "milvus.yaml"
    specification.write_text(specification.read_text().replace("memory: ${memory_limit}", "memory: 7Gi"))

    preview = engine.must("preview", "--diff")
    assert '~ memory: "8Gi" => "7Gi"' in preview
    assert '"PUBLIC"."JUPYTER"' not in preview
    output = engine.must("up", "--yes", "--skip-preview")
    assert "2 updated" in output
    engine.must("up", *NO_CHANGES)


def notebook_status(account: Account) -> str:
    connection = administrator(account, "JUPYTER_OWNER_ROLE")
    with closing(connection), closing(connection.cursor(snowflake.connector.DictCursor)) as cursor:
        (found,) = cursor.execute("SHOW SERVICES LIKE 'JUPYTER' IN SCHEMA MILVUS_DEMO.PUBLIC").fetchall()
        return str(found["status"])


@pytest.mark.usefixtures("up")
def test_an_image_repository_that_was_dropped_is_filled_again_and_its_services_start(
    engine: Engine, stack_account: Account
) -> None:
    for role, statement in (
        ("JUPYTER_OWNER_ROLE", "ALTER SERVICE MILVUS_DEMO.PUBLIC.JUPYTER SUSPEND"),
        (ROLE, "DROP IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO"),
    ):
        with closing(administrator(stack_account, role)) as connection:
            connection.cursor().execute(statement)
    until(lambda: notebook_status(stack_account) == "SUSPENDED", "that the notebook is suspended")

    preview = engine.must("preview", "--refresh")
    assert "JUPYTER: to be rolled again, for it is SUSPENDED" in preview
    for image in ("milvus", "jupyter"):
        assert re.search(rf"docker:index:Image\s+{image}-image\s+replace", preview)
    engine.must("up", "--yes", "--skip-preview", "--refresh")
    assert json.loads(engine.must("stack", "output", "--json"))["jupyter"]["status"] == "RUNNING"
    engine.must("up", *NO_CHANGES)


@pytest.mark.usefixtures("up")
def test_a_changed_notebook_is_a_new_image(engine: Engine) -> None:
    notebook = engine.directory / "images" / "jupyter" / "TestMilvus.ipynb"
    notebook.write_text(notebook.read_text().replace('"metadata": {', '"metadata": {"changed": true,', 1))

    preview = engine.must("preview", "--diff")

    assert "docker:index/image:Image" in preview
    assert "milvus-image" not in preview


@pytest.fixture
def killed(engine: Engine) -> Engine:
    """The stack after an engine was killed while it dropped and made objects."""
    engine.must("destroy", "--yes", "--skip-preview")
    process = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
        cwd=engine.directory,
        env=engine.environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: any(it["type"] == "creating" for it in pending(engine)), "that the engine creates")
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
    return engine


def pending(engine: Engine) -> list[dict[str, Any]]:
    try:
        return engine.state().get("pending_operations") or []
    except json.JSONDecodeError:  # read while it was written
        return []


@pytest.mark.usefixtures("up")
def test_up_goes_on_after_a_kill(killed: Engine) -> None:
    assert recovery.recover(Pulumi(killed.context, killed.environment))

    killed.must("up", "--yes", "--skip-preview")
    killed.must("up", *NO_CHANGES)


@pytest.mark.usefixtures("up")
def test_destroy_leaves_nothing(engine: Engine, stack_account: Account) -> None:
    engine.must("destroy", "--yes", "--skip-preview")

    assert engine.state().get("resources", []) == []
    assert objects(stack_account) == []
    local_account.stop(engine.context)
    assert not local_account.leaves_anything(engine.context.paths)
    assert docker_api.objects(label(engine.context)) == []
