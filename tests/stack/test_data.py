"""Data that is protected: what would drop it is refused, before anything else has gone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from snowflake.connector import DictCursor

from devkit.bench.workspace import Workspace, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import Site
from devkit.testing.waiting import until
from tests.stack.buckets import Bucket
from tests.stack.copies import copied_stack

SECOND = {"like": "milvus", "name": "MILVUS_2", "specification": "milvus"}
POOL = "MILVUS_COMPUTE_POOL"
UP = ("up", "--yes", "--skip-preview")
PARKED = ({("SUSPENDED", "false")}, {("SUSPENDED", "false", 0, 0, 0)})
SHOWN = ("SCHEMAS", "STAGES", "SERVICES", "IMAGE REPOSITORIES")


@pytest.fixture(scope="module")
def protected() -> Iterator[Workspace]:
    """A stack that is up on an account whose services are said to run, with what is somebody else's beside it."""
    with opened("guide", 0) as workspace:
        configure_second(workspace, SECOND)
        workspace.pulumi("config", "set", "protect", "true")
        workspace.pulumi("up", "--yes", "--skip-preview")
        run(workspace, "CREATE SCHEMA MILVUS_DEMO.FINANCE")
        yield workspace


def configure_second(workspace: Workspace, fields: dict[str, Any] | None) -> None:
    """A second Milvus, or none."""
    services = json.loads(workspace.pulumi("config", "get", "services"))
    services.pop("second", None)
    workspace.pulumi("config", "set", "services", json.dumps(services | ({"second": fields} if fields else {})))


def run(workspace: Workspace, *statements: str) -> list[Any]:
    """The rows of the last one."""
    with closing(Site(workspace.administrator).signed_in()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("USE ROLE MILVUS_DEPLOYER_ROLE")
        for statement in statements:
            cursor.execute(statement)
        return list(cursor.fetchall())


def there(workspace: Workspace) -> tuple[Any, ...]:
    """What the account and the state have of the stack."""
    state = json.loads(workspace.pulumi("stack", "export"))["deployment"]["resources"]
    account = [run(workspace, "USE SECONDARY ROLES ALL", f"SHOW {kind} IN DATABASE MILVUS_DEMO") for kind in SHOWN]
    # the engine records what is registered at once in the order of its answers
    urns = sorted(it["urn"] for it in state)
    return urns, account, run(workspace, "SHOW COMPUTE POOLS"), run(workspace, "SHOW ROLES")


def refusal_of(workspace: Workspace, *command: str) -> str:
    """What it says; nothing has gone."""
    before = there(workspace)
    with pytest.raises(ToolchainError) as refusal:
        workspace.pulumi(*command)
    assert there(workspace) == before
    return str(refusal.value)


@pytest.mark.parametrize(
    ("setting", "value", "lost"),
    [
        ("database", "OTHER", "database MILVUS_DEMO: name MILVUS_DEMO would be OTHER"),
        ("schema", "APP", "schema PUBLIC: name PUBLIC would be APP"),
        ("dataStage", "ROWS", "stage DATA: name DATA would be ROWS"),
        ("filesStage", "PAPERS", "stage FILES: name FILES would be PAPERS"),
        ("milvusPool", "OTHER_POOL", "compute pool MILVUS_COMPUTE_POOL: name MILVUS_COMPUTE_POOL would be OTHER_POOL"),
        ("milvusService", "OTHER", "service MILVUS: name MILVUS would be OTHER"),
        (
            "instanceFamily",
            "CPU_X64_M",
            "compute pool MILVUS_COMPUTE_POOL: instanceFamily CPU_X64_S would be CPU_X64_M",
        ),
        ("services", None, "service MILVUS_2: the configuration no longer has it"),
    ],
)
def test_a_change_that_drops_data_is_refused_at_preview_and_without_one(
    protected: Workspace, setting: str, value: str | None, lost: str
) -> None:
    known = protected.pulumi("config", "get", setting).strip()
    if value is None:
        configure_second(protected, None)
    else:
        protected.pulumi("config", "set", setting, value)
    try:
        for command in (("preview",), ("up", "--yes", "--skip-preview")):
            message = refusal_of(protected, *command)
            assert lost in message
            assert "pulumi config set milvus-spcs:protect false" in message
            assert "Traceback" not in message
    finally:
        protected.pulumi("config", "set", setting, known)


def parking(workspace: Workspace) -> tuple[set[Any], set[Any]]:
    """What services and pools show of running, and of waking by themselves; the nodes of pools."""
    services = shown(workspace, "SERVICES IN DATABASE MILVUS_DEMO", "status", "auto_resume")
    nodes = ("active_nodes", "idle_nodes", "target_nodes")
    return services, shown(workspace, "COMPUTE POOLS", "state", "auto_resume", *nodes)


def shown(workspace: Workspace, what: str, *columns: str) -> set[Any]:
    with closing(Site(workspace.administrator).signed_in()) as connection, closing(connection.cursor(DictCursor)) as it:
        it.execute("USE SECONDARY ROLES ALL")
        it.execute(f"SHOW {what}")
        return {tuple(row[column] for column in columns) for row in it.fetchall()}


def test_a_parked_stack_has_no_node_and_stays_so_through_an_up(protected: Workspace) -> None:
    protected.pulumi(*UP, "--config", "milvus-spcs:parked=true")
    assert parking(protected) == PARKED
    said = protected.pulumi("up", "--yes", "--refresh", "--expect-no-changes")
    assert "the stack is parked: its services and compute pools are suspended" in said
    assert parking(protected) == PARKED


def test_what_somebody_resumes_is_parked_again_and_a_changed_specification_starts_nothing(protected: Workspace) -> None:
    run(
        protected,
        f"ALTER COMPUTE POOL {POOL} RESUME",
        "USE ROLE MILVUS_OWNER_ROLE",
        "ALTER SERVICE MILVUS_DEMO.PUBLIC.MILVUS RESUME",
    )
    until(lambda: ("RUNNING", "false") in parking(protected)[0])
    file = protected.directory / "specs" / "jupyter.yaml"
    file.write_text(file.read_text().replace("cpu: ${cpu_request}", "cpu: 400m"))
    said = protected.pulumi("up", "--yes", "--refresh")
    assert "MILVUS: to be rolled again, for it is RUNNING" in said
    assert f"{POOL}: to be suspended again, since the stack is parked and it is ACTIVE" in said
    (described,) = run(protected, "USE ROLE JUPYTER_OWNER_ROLE", "DESCRIBE SERVICE MILVUS_DEMO.PUBLIC.JUPYTER")
    assert "400m" in str(described)
    assert parking(protected) == PARKED


def test_what_was_parked_runs_again_as_it_was(protected: Workspace) -> None:
    made = shown(protected, "SERVICES IN DATABASE MILVUS_DEMO", "name", "created_on")
    protected.pulumi(*UP, "--config", "milvus-spcs:parked=false")
    assert parking(protected) == ({("RUNNING", "true")}, {("ACTIVE", "true", 1, 0, 1)})
    assert shown(protected, "SERVICES IN DATABASE MILVUS_DEMO", "name", "created_on") == made


def test_what_runs_and_what_it_costs_is_printed(protected: Workspace) -> None:
    command = [sys.executable, "-m", "components.cost", "--stack", "local"]
    done = subprocess.run(
        command, cwd=protected.directory, env=protected.variables, capture_output=True, text=True, check=False
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert lines[0][:6] == ["Stack", "local", "on", "LOCAL-DEV,", "not", "parked,"]
    (pool,) = (line for line in lines if line[:1] == [POOL])
    assert (pool[1:6], pool[-1]) == (["ACTIVE", "1", "of", "1", "CPU_X64_S"], "0.11")
    assert ["together", "0.22"] in lines
    assert sorted(line[:2] for line in lines if line[1:2] == ["RUNNING"]) == [
        ["JUPYTER", "RUNNING"],
        ["MILVUS", "RUNNING"],
        ["MILVUS_2", "RUNNING"],
    ]


def backup(workspace: Workspace, *arguments: str) -> str:
    """What `make backup` and `make restore` print."""
    command = [sys.executable, "-m", "components.backup", "--stack", "local", *arguments]
    done = subprocess.run(
        command, cwd=workspace.directory, env=workspace.variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_is_taken_restored_and_kept_by_number(protected: Workspace) -> None:
    schema = "MILVUS_DEMO.PUBLIC"
    run(protected, f'CREATE SNAPSHOT {schema}.SOMEBODYS FROM SERVICE {schema}.MILVUS VOLUME "data" INSTANCE 0')
    first, second = (backup(protected, "take", "--keep", "1") for _ in range(2))
    assert "dropped: none" in first
    gone = first.partition("whole, by hand")[0].split()[-1]
    assert f"dropped: {gone}" in second
    assert gone not in backup(protected, "list")

    said = backup(protected, "restore")
    restored, before = re.findall(r"backup (\w+)\.", said)
    assert said.count("READY after") == 2
    names = {name for (name,) in shown(protected, f"SNAPSHOTS IN SCHEMA {schema}", "name")}
    assert {it for it in names if not it.startswith("SYS_BACKUP_ON_DELETE_")} == {
        "SOMEBODYS",
        *(f"BACKUP_LOCAL_{it}_DATA_0_{taken}" for it in ("MILVUS", "MILVUS_2") for taken in (restored, before)),
    }
    assert {row[0] for row in parking(protected)[0]} == {"RUNNING"}
    protected.pulumi(*UP, "--refresh", "--expect-no-changes")


def test_a_suspended_pool_takes_another_family_by_sql_and_everything_stays(protected: Workspace) -> None:
    """As docs/data.md says."""
    asked = "USE SECONDARY ROLES ALL", "SHOW SERVICES IN DATABASE MILVUS_DEMO"
    made = {(row[0], row[14]) for row in run(protected, *asked)}
    run(protected, f"ALTER COMPUTE POOL {POOL} SUSPEND")
    until(lambda: run(protected, f"SHOW COMPUTE POOLS LIKE '{POOL}'")[0][1] == "SUSPENDED")
    run(protected, f"ALTER COMPUTE POOL {POOL} SET INSTANCE_FAMILY = CPU_X64_M")
    protected.pulumi("refresh", "--yes", "--skip-preview")
    assert "marked for protection" in refusal_of(protected, "preview")  # back to the family of the settings

    protected.pulumi("config", "set", "--path", "pools.milvus.instanceFamily", "CPU_X64_M")
    assert "replace" not in protected.pulumi("preview")
    assert "replaced" not in protected.pulumi("up", "--yes", "--skip-preview")
    assert {(row[0], row[14]) for row in run(protected, *asked)} == made
    assert {row[1] for row in run(protected, *asked)} == {"RUNNING"}
    assert run(protected, f"SHOW COMPUTE POOLS LIKE '{POOL}'")[0][4] == "CPU_X64_M"
    protected.pulumi("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes")


@pytest.mark.parametrize("options", [(), ("--skip-preview",), ("--target", "**DestroyGuard**")])
def test_destroy_is_refused_before_anything_goes(protected: Workspace, options: tuple[str, ...]) -> None:
    assert "protected" in refusal_of(protected, "destroy", "--yes", *options)


def test_the_same_is_refused_with_the_state_in_a_bucket(protected: Workspace, bucket: Bucket) -> None:
    moved = copied_stack(protected, "local", {}, bucket.variables)
    moved.pulumi("stack", "import", stdin=protected.pulumi("stack", "export"))
    assert "protected" in refusal_of(moved, "destroy", "--yes", "--skip-preview")
    moved.pulumi("config", "set", "schema", "APP")
    configure_second(moved, None)
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        message = refusal_of(moved, *command)
        assert "schema PUBLIC: name PUBLIC would be APP" in message
        assert "service MILVUS_2: the configuration no longer has it" in message
    moved.pulumi("state", "unprotect", "--all", "--yes")
    assert "- database MILVUS_DEMO\n" in refusal_of(moved, "destroy", "--yes", "--skip-preview")


def test_without_the_engines_own_mark_destroy_is_refused_and_names_what_would_go(protected: Workspace) -> None:
    protected.pulumi("state", "unprotect", "--all", "--yes")
    message = refusal_of(protected, "destroy", "--yes", "--skip-preview")

    for lost in ("database MILVUS_DEMO", "stage DATA", "stage FILES", "service MILVUS", "service MILVUS_2"):
        assert f"- {lost}\n" in message
    assert "schema: MILVUS_DEMO.FINANCE (not of this stack)" in message
    assert "service: MILVUS_DEMO.PUBLIC.JUPYTER, MILVUS_DEMO.PUBLIC.MILVUS, MILVUS_DEMO.PUBLIC.MILVUS_2" in message
    assert "Traceback" not in message


def test_another_size_of_the_volume_is_refused_at_preview(protected: Workspace) -> None:
    protected.pulumi("config", "set", "milvusVolumeGi", "20")
    message = refusal_of(protected, "preview")
    protected.pulumi("config", "set", "milvusVolumeGi", "10")
    assert "block volume data is 10Gi and would be 20Gi" in message
    assert "Traceback" not in message


def test_a_service_whose_protection_is_lifted_may_go_alone(protected: Workspace) -> None:
    configure_second(protected, {**SECOND, "protect": False})
    protected.pulumi("up", "--yes", "--skip-preview")
    configure_second(protected, None)
    protected.pulumi("up", "--yes", "--skip-preview")
    assert len(run(protected, "USE SECONDARY ROLES ALL", "SHOW SERVICES IN DATABASE MILVUS_DEMO")) == 2
    assert "service MILVUS\n" in refusal_of(protected, "destroy", "--yes", "--skip-preview")


def test_a_volume_gets_another_size_over_a_snapshot(protected: Workspace) -> None:
    """As docs/data.md says."""
    protected.pulumi("config", "set", "protect", "false")
    lifted = protected.pulumi("up", "--yes", "--skip-preview")
    assert "nothing is protected from now on; with database MILVUS_DEMO would go:" in lifted
    assert "schema: MILVUS_DEMO.FINANCE (not of this stack)" in lifted
    schema = "MILVUS_DEMO.PUBLIC"
    run(
        protected,
        "USE SECONDARY ROLES ALL",
        f'CREATE SNAPSHOT {schema}.MILVUS_DATA FROM SERVICE {schema}.MILVUS VOLUME "data" INSTANCE 0',
        f"GRANT USAGE ON SNAPSHOT {schema}.MILVUS_DATA TO ROLE MILVUS_OWNER_ROLE",
    )
    file = protected.directory / "specs" / "milvus.yaml"
    begins = "      size: ${volume_gi}Gi\n"
    kept = file.read_text()
    from_snapshot = "      blockConfig: {initialContents: {fromSnapshot: MILVUS_DATA}}\n"
    file.write_text(kept.replace(begins, begins + from_snapshot))
    protected.pulumi("config", "set", "milvusVolumeGi", "20")
    protected.pulumi("up", "--yes", "--skip-preview", "--replace", "**milvus-service")
    (described,) = run(protected, "USE ROLE MILVUS_OWNER_ROLE", f"DESCRIBE SERVICE {schema}.MILVUS")
    assert "20Gi" in str(described)
    protected.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")


def test_what_is_not_protected_any_more_goes(protected: Workspace) -> None:
    said = protected.pulumi("destroy", "--yes", "--skip-preview")
    listed, _, dropped = said.partition("with database MILVUS_DEMO goes:")
    assert "schema: MILVUS_DEMO.FINANCE (not of this stack)" in dropped
    assert "MILVUS_DEMO.PUBLIC.MILVUS_DATA (not of this stack)" in dropped
    # the guard itself may be gone before the engine shows what it has said
    assert [line for line in listed.splitlines() if " deleted (" in line and "destroy-guard" not in line] == []
    assert run(protected, "SHOW DATABASES LIKE 'MILVUS_DEMO'") == []
