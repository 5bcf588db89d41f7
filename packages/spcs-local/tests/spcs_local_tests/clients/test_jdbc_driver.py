"""The Java driver, through one program: statements, and what DatabaseMetaData asks."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from devkit import drivers
from devkit.paths import Paths
from devkit.testing.waiting import PATIENCE
from spcs_local_tests.running import RunningAccount

PROGRAM = Path(__file__).parent / "jdbc_program.py"


@pytest.fixture(scope="module")
def told(shared: RunningAccount) -> dict[str, Any]:
    """What the program was answered."""
    paths = Paths.of_clone()
    if not drivers.installed(paths):
        pytest.skip("no Java driver in the cache: `make test` installs it")
    properties = {"user": "ADMIN", "password": shared.password, "ssl": "off", "account": "LOCAL-DEV", "db": "D"}
    done = subprocess.run(
        [drivers.RUNTIMES.python(paths), PROGRAM, drivers.jar(paths), f"jdbc:snowflake://127.0.0.1:{shared.port}/"],
        input=json.dumps(properties),
        env={**os.environ, "NO_PROXY": "127.0.0.1", "SNOWFLAKE_DISABLE_PLATFORM_DETECTION": "true"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_java_driver_reads_rows_and_errors(told: dict[str, Any]) -> None:
    assert told["SELECT 1 AS A, 'x' AS B, TRUE AS C, NULL AS D"] == [{"A": "1", "B": "x", "C": "TRUE", "D": None}]
    assert told["bound"] == [{"A": "5", "B": "it's"}]
    assert told["error"] == {"number": 2003, "sqlstate": "02000"}


def test_java_driver_prints_moments_as_its_session_wants(told: dict[str, Any]) -> None:
    [database] = told["SHOW DATABASES LIKE 'D'"]
    assert (database["name"], database["created_on"][-2:]) == ("D", " Z")
    assert told["moment"].endswith(" +0900")


def test_java_driver_asks_for_metadata(told: dict[str, Any]) -> None:
    assert told["product"] == "Snowflake"
    assert "D" in [row["TABLE_CAT"] for row in told["catalogs"]]
    assert {row["TABLE_SCHEM"] for row in told["schemas"]} >= {"PUBLIC"}
    for what in ("tables", "columns", "procedures", "functions", "primary keys", "imported keys", "exported keys"):
        assert told[what] == [], what
