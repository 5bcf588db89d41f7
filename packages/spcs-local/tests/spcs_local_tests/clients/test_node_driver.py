"""The Node driver, in a small program."""

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

PROGRAM = Path(__file__).parent / "node" / "program.js"
STATEMENTS = (
    {"sqlText": "SELECT 1 AS A, 'x' AS B, TRUE AS C, NULL AS D"},
    {"sqlText": "SELECT ? AS A, ? AS B", "binds": [5, "it's"]},
    {"sqlText": "SHOW DATABASES LIKE 'D'"},
    {"sqlText": "ALTER SESSION SET TIMEZONE = 'Asia/Tokyo' TIMESTAMP_OUTPUT_FORMAT = 'YYYY TZHTZM'"},
    {"sqlText": "SELECT CURRENT_TIMESTAMP() AS T"},
    {"sqlText": "DROP DATABASE NOWHERE"},
)


@pytest.fixture(scope="module")
def answers(shared: RunningAccount) -> list[Any]:
    """What the account answers, one statement after the other."""
    paths = Paths.of_clone()
    if not drivers.installed(paths):
        pytest.skip("no Node driver in the cache: `make test` installs it")
    place = {"account": "LOCAL-DEV", "accessUrl": shared.url, "host": "127.0.0.1", "port": shared.port}
    who = {"protocol": "http", "username": "ADMIN", "password": shared.password}
    done = subprocess.run(
        [drivers.node(paths), PROGRAM],
        env={
            **os.environ,
            "NODE_PATH": str(drivers.modules(paths) / "node_modules"),
            "NO_PROXY": "127.0.0.1",
            "CONNECTION": json.dumps({**place, **who}),
            "STATEMENTS": json.dumps(STATEMENTS),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_node_driver_reads_each_type(answers: list[Any]) -> None:
    assert answers[0] == [{"A": 1, "B": "x", "C": True, "D": None}]
    assert answers[1] == [{"A": 5, "B": "it's"}]


def test_node_driver_prints_moments_as_its_session_wants(answers: list[Any]) -> None:
    [database] = answers[2]
    assert (database["name"], database["created_on"][-5:]) == ("D", "+0000")
    [[told]] = [list(row.values()) for row in answers[4]]
    assert told.endswith(" +0900")


def test_node_driver_has_errors_and_an_end(answers: list[Any]) -> None:
    assert answers[5]["error"] == "002003"
    assert answers[6] == {"ended": True}
