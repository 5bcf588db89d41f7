"""The Go driver, in a small program built from its module."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from spcs_local_tests.running import RunningAccount

SOURCE = Path(__file__).parent / "go"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built program. Go's own build cache makes all but the first build quick."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("no go on PATH, so the Go driver's program cannot be built")
    program = tmp_path_factory.mktemp("go") / "client"
    built = subprocess.run(
        [go, "build", "-mod=readonly", "-o", program, "."], cwd=SOURCE, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    return program


def test_go_driver_finds_an_account(client: Path, account: RunningAccount, tmp_path: Path) -> None:
    done = subprocess.run(
        [client, tmp_path],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("SNOWFLAKE_")},
            "SNOWFLAKE_ACCOUNT": "LOCAL-DEV",
            "SNOWFLAKE_USER": "ADMIN",
            "SNOWFLAKE_PASSWORD": account.password,
            "SNOWFLAKE_HOST": "127.0.0.1",
            "SNOWFLAKE_PORT": str(account.port),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if "=" in line] == [
        "user=ADMIN",
        "role=ACCOUNTADMIN",
        "column=name",
        "database=GO_D",
        "same=true",
        "number=2003",
        "sqlstate=02000",
    ]
