"""What was acknowledged is kept."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from spcs_local_tests.command_line import connect_to, information, start
from spcs_local_tests.running import rows, run


def test_kill_loses_no_acknowledged_statement(home: Path) -> None:
    assert start(home).returncode == 0
    with connect_to(home) as connection:
        run(connection, "CREATE DATABASE D", "CREATE STAGE S", "CREATE ROLE R", "GRANT READ ON STAGE S TO ROLE R")
        os.kill(information(home)["pid"], signal.SIGKILL)
        assert start(home).returncode == 0
    with connect_to(home) as connection:
        granted = [row["privilege"] for row in rows(connection, "SHOW GRANTS TO ROLE R")]
        assert granted == ["READ"]
        assert rows(connection, "LIST @D.PUBLIC.S") == []
