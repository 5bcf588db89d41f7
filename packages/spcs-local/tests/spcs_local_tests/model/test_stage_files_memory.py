"""Files of any size pass through the account piece by piece: what it holds in memory is counted, not timed."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.model.stage_files import MOST_BYTES
from spcs_local_tests.large_files import lay
from spcs_local_tests.memory import LARGE, bounded
from spcs_local_tests.running import RunningAccount, error_of, rows, run


@pytest.fixture
def stage(stage: SnowflakeConnection) -> SnowflakeConnection:
    """And a second one."""
    run(stage, "CREATE STAGE T")
    return stage


def test_copy_and_list_read_a_large_file_in_pieces(stage: SnowflakeConnection, account: RunningAccount) -> None:
    lay(account, LARGE)
    with bounded():
        assert rows(stage, "COPY FILES INTO @T FROM @S") == [{"file": "big"}]
        (copied,) = rows(stage, "LIST @T")
    assert (copied["size"], copied["md5"]) == (LARGE, "7f614da9329cd3aebf59b91aadc30bf0")


def test_specification_of_a_large_file_is_refused_unread(stage: SnowflakeConnection, account: RunningAccount) -> None:
    lay(account, LARGE, "spec.yaml")
    run(stage, "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S")
    with bounded():
        error = error_of(stage, "CREATE SERVICE V IN COMPUTE POOL P FROM @S SPECIFICATION_FILE = 'spec.yaml'")
    assert error[:2] == (990001, "0A000")
    assert "Reading a file of more than 1 MB is not supported" in error[2]


def test_file_without_end_holds_nothing_up(stage: SnowflakeConnection, account: RunningAccount) -> None:
    lay(account, MOST_BYTES * 1024)
    (listed,) = rows(stage, "LIST @S")
    assert (listed["size"], listed["md5"]) == (MOST_BYTES * 1024, None)
    error = error_of(stage, "COPY FILES INTO @T FROM @S")
    assert error[:2] == (990001, "0A000")
    assert rows(stage, "LIST @T") == []
    assert rows(stage, "REMOVE @S/big") == [{"name": "s/big", "result": "removed"}]
