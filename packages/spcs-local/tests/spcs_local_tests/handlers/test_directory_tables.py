"""ALTER STAGE … REFRESH."""

from __future__ import annotations

from typing import Any

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import put_file


def refreshed(connection: SnowflakeConnection, options: str = "") -> list[tuple[Any, ...]]:
    return [(row["file"], row["status"]) for row in rows(connection, f"ALTER STAGE FILES REFRESH{options}")]


def test_refresh_takes_up_what_has_changed(world: RunningAccount, owner: SnowflakeConnection) -> None:
    number, _, text = error_of(owner, "ALTER STAGE FILES REFRESH")
    assert (number, "does not have a directory table" in text) == (2003, True)
    run(world.connect(role="ACCOUNTADMIN"), "ALTER STAGE DEMO.APP.FILES SET DIRECTORY = (ENABLE = TRUE)")
    put_file(world, "a.txt", "1")
    put_file(world, "dir/b.txt", "1")
    assert refreshed(owner, " SUBPATH = 'dir'") == [("b.txt", "REGISTERED_NEW")]
    assert refreshed(owner) == [("a.txt", "REGISTERED_NEW")]
    assert refreshed(owner) == []
    run(owner, "REMOVE @FILES/dir")
    put_file(world, "a.txt", "22")
    assert refreshed(owner) == [("a.txt", "REGISTERED_UPDATE"), ("dir/b.txt", "UNREGISTERED")]
    assert rows(owner, "ALTER STAGE IF EXISTS NONE REFRESH") == [{"status": "Statement executed successfully."}]
