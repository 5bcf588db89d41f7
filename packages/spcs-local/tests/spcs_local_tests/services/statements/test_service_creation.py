"""Where a specification comes from, and which services are refused."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, run
from spcs_local_tests.services.world import PLAIN, SPEC, described, put_file


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


def test_create_refuses_a_name_that_needs_quotes(owner: SnowflakeConnection) -> None:
    statement = f'CREATE SERVICE "my service" IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$'
    assert error_of(owner, statement)[:2] == (1008, "22023")
