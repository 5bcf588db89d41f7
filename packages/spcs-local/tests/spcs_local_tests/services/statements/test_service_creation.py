"""Where a specification comes from, and which services are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import PLAIN, SPEC, create, described, put_file, settle


@pytest.mark.parametrize(
    "source",
    [
        "FROM @FILES/dir SPECIFICATION_FILE = 'spec.yaml'",
        "FROM @FILES/dir SPEC='spec.yaml'",
        "FROM @FILES SPECIFICATION_FILE = 'dir/spec.yaml'",
        r"""FROM '@\"DEMO\".\"APP\".\"FILES\"/dir' SPECIFICATION_FILE = 'spec.yaml'""",
        """FROM @"DEMO"."APP"."FILES"/dir SPECIFICATION_FILE = 'spec.yaml'""",
    ],
)
def test_specification_comes_from_a_stage(world: RunningAccount, owner: SnowflakeConnection, source: str) -> None:
    put_file(world, "dir/spec.yaml", SPEC)
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL {source} MIN_INSTANCES=1 MAX_INSTANCES=1")
    before = described(owner)["spec_digest"]
    put_file(world, "dir/spec.yaml", PLAIN)
    run(owner, f"ALTER SERVICE SVC {source}")
    assert described(owner)["spec_digest"] != before


TEMPLATE = PLAIN.replace("image:1", "image:{{ tag | default('1') }}")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"FROM SPECIFICATION_TEMPLATE $${TEMPLATE}$$", id="template"),
        pytest.param("FROM @FILES SPECIFICATION_TEMPLATE_FILE = 'dir/spec.yaml'", id="template file"),
    ],
)
def test_template_is_filled_in_by_all_that_take_a_specification(
    world: RunningAccount, owner: SnowflakeConnection, source: str
) -> None:
    put_file(world, "dir/spec.yaml", TEMPLATE)
    using = "USING (tag => 'two', other => -1.5) MIN_INSTANCES = 1"
    run(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL {source} {using}")
    assert "image: /demo/app/repo/image:two\n" in described(owner)["spec"]
    run(owner, f"ALTER SERVICE SVC {source} USING (tag => true)")
    assert "image: /demo/app/repo/image:true\n" in described(owner)["spec"]
    run(owner, f"ALTER SERVICE SVC {source}")
    assert "image: /demo/app/repo/image:1\n" in described(owner)["spec"]
    job = f"IN COMPUTE POOL POOL NAME = JOB ASYNC = TRUE {source} USING (\"tag\" => '3') COMMENT = 'x'"
    run(owner, f"EXECUTE JOB SERVICE {job}")
    assert "image: /demo/app/repo/image:3\n" in described(owner, "JOB")["spec"]


def test_using_without_a_template_is_an_error_in_syntax(owner: SnowflakeConnection) -> None:
    statement = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$ USING (tag => 'two')"
    assert error_of(owner, statement)[:2] == (1003, "42000")


def test_specification_missing_on_the_stage_is_an_error(owner: SnowflakeConnection) -> None:
    number, _, text = error_of(
        owner, "CREATE SERVICE SVC IN COMPUTE POOL POOL FROM @FILES SPECIFICATION_FILE = 'none.yaml'"
    )
    assert number == 253006
    assert "none.yaml" in text


def test_create_refuses_what_no_node_holds(owner: SnowflakeConnection) -> None:
    spec = PLAIN + "      resources: {requests: {cpu: 20}}\n"
    statement = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$"
    number, _, text = error_of(owner, statement)
    assert number == 395018
    assert "a node of compute pool POOL has 3 CPU" in text


@pytest.mark.parametrize("gpus", ["{requests: {nvidia.com/gpu: 1}}", "{limits: {nvidia.com/gpu: 1}}"])
def test_create_refuses_a_gpu_where_the_pool_has_none(owner: SnowflakeConnection, gpus: str) -> None:
    spec = PLAIN + f"      resources: {gpus}\n"
    statement = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$"
    number, state, text = error_of(owner, statement)
    assert (number, state) == (395018, "22023")
    assert "and 1 GPU; a node of compute pool POOL has 3 CPU and 13Gi, and no GPU." in text


def test_service_with_a_gpu_runs_on_the_pool_that_has_one(world: RunningAccount, owner: SnowflakeConnection) -> None:
    run(
        world.connect(role="ACCOUNTADMIN"),
        "CREATE COMPUTE POOL GPUS MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = GPU_NV_S",
        "GRANT USAGE ON COMPUTE POOL GPUS TO ROLE OWNER",
    )
    spec = PLAIN + "      resources: {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 1}}\n"
    for name in ("FIRST", "SECOND"):
        run(owner, f"CREATE SERVICE {name} IN COMPUTE POOL GPUS FROM SPECIFICATION $${spec}$$")
    settle(world, 8)
    assert [described(owner, name)["status"] for name in ("FIRST", "SECOND")] == ["RUNNING", "PENDING"]
    [row] = rows(owner, "SHOW SERVICE CONTAINERS IN SERVICE SECOND")
    assert row["message"] == "Unschedulable due to insufficient GPU resources."


OLD_STAGE = """
spec:
  containers: [{name: main, image: /demo/app/repo/image:1, volumeMounts: [{name: f, mountPath: /f}]}]
  volumes: [{name: f, source: "@FILES"}]
"""


def test_stage_volume_of_version_1_is_refused_of_new_services_by_its_bundle(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(owner, spec=OLD_STAGE)
    model, behaviour = world.account.model, world.settings.behaviour
    monkeypatch.setattr(model, "settings", replace(model.settings, behaviour=replace(behaviour, bundle2026_08=True)))
    number, state, text = error_of(owner, f"CREATE SERVICE N IN COMPUTE POOL POOL FROM SPECIFICATION $${OLD_STAGE}$$")
    assert (number, state) == (395018, "22023")
    assert "stage mount v1 not supported, please use v2 instead" in text
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${OLD_STAGE}$$")


def test_create_refuses_a_name_that_needs_quotes(owner: SnowflakeConnection) -> None:
    statement = f'CREATE SERVICE "my service" IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$'
    assert error_of(owner, statement)[:2] == (1008, "22023")


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ("MIN_INSTANCES = 300000 MAX_INSTANCES = 300000", ("300000", "MIN_INSTANCES")),
        ("MAX_INSTANCES = 1001", ("1001", "MAX_INSTANCES")),
        ("MIN_READY_INSTANCES = 0", ("0", "MIN_READY_INSTANCES")),
        ("AUTO_SUSPEND_SECS = 299", ("299", "AUTO_SUSPEND_SECS")),
        ("AUTO_SUSPEND_SECS = -1", ("-1", "AUTO_SUSPEND_SECS")),
    ],
)
def test_number_that_no_service_may_have_is_refused_and_leaves_nothing(
    world: RunningAccount, owner: SnowflakeConnection, options: str, refused: tuple[str, str]
) -> None:
    wrong = 1008, "22023", "SQL compilation error:\ninvalid value [{}] for parameter '{}'".format(*refused)
    create(owner, "OTHER", options="MAX_INSTANCES = 1000 AUTO_SUSPEND_SECS = 300")
    before = written(world)
    inline = f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${SPEC}$$"
    assert told(owner, f"{inline} {options}") == wrong
    assert told(owner, f"ALTER SERVICE OTHER SET {options}") == wrong
    assert written(world) == before


PASSING = {"sessions", "statements", "sqlite_sequence"}


def told(connection: SnowflakeConnection, statement: str) -> tuple[int, str, str]:
    """Number, SQLSTATE and sentence of the error, without what the driver puts before it."""
    number, state, text = error_of(connection, statement)
    return number, state, text.partition(": ")[2]


def written(world: RunningAccount) -> dict[str, list[Any]]:
    """All that the catalog has, but of sessions and of the statements themselves."""
    catalog = world.account.model.catalog
    tables = {row["name"] for row in catalog.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    # the names are the catalog's own
    return {name: [tuple(row) for row in catalog.rows(f"SELECT * FROM {name}")] for name in tables - PASSING}  # noqa: S608
