"""README.md as who has nothing but the package follows it: a wheel, an empty environment, and what is printed.

The wheel stands for the directory that it names; for the port 7878, which may be taken, the one that the account got.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import snowflake.connector

from spcs_local.settings import PORT_VARIABLES
from spcs_local_tests.guide import typed
from spcs_local_tests.running import rows, run

PACKAGE = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (\w+\.py)\n")
OURS = ("PATH", "PYTHON", "VIRTUAL_ENV", "SNOWFLAKE_", "SPCS_LOCAL_", "PYTEST_")


@dataclass
class Reader:
    """Follows the README in a directory of its own; `said` holds what each block printed."""

    directory: Path
    wheel: Path
    said: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.directory / ".spcs-local"

    @property
    def port(self) -> int:
        return int(json.loads((self.home / "account.json").read_text())["account_port"])

    def follow(self, kind: str, text: str) -> None:
        """One block: typed into a shell, saved under the name that it begins with, or run."""
        if named := FILE.match(text):
            (self.directory / named[1]).write_text(text)
        elif kind == "sh":
            self.said.append(self.run("bash", "-euc", text.replace("./packages/spcs-local", str(self.wheel))))
        else:
            self.said.append(self.run("python", "-c", text.replace("7878", str(self.port))))

    def run(self, *command: str) -> str:
        """What a command prints; it has to succeed."""
        others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        own = {"PATH": f"{self.directory / 'venv' / 'bin'}:/usr/bin:/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        free = dict.fromkeys(PORT_VARIABLES.values(), "0")
        done = subprocess.run(
            command, cwd=self.directory, env={**others, **own, **free}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what the source distribution holds."""
    built = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(built), "-t"]
    subprocess.run([*build, "sdist"], cwd=PACKAGE, check=True, capture_output=True)
    [source] = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(built, filter="data")
    subprocess.run([*build, "wheel"], cwd=built / source.name.removesuffix(".tar.gz"), check=True, capture_output=True)
    [wheel] = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def reader(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Who has followed the README to its end; the account that it starts is up."""
    reader = Reader(tmp_path_factory.mktemp("reader"), wheel)
    venv.create(reader.directory / "venv", with_pip=True)
    try:
        for kind, text in BLOCK.findall((PACKAGE / "README.md").read_text()):
            reader.follow(kind, text)
        yield reader
    finally:
        reader.run("spcs-local", "stop")


def test_wheel_holds_all_that_the_account_reads(wheel: Path) -> None:
    source = PACKAGE / "src"
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    # another process may be writing byte code, under names of its own
    files = {path for path in source.rglob("*") if "__pycache__" not in path.parts and path.is_file()}
    assert held == {str(path.relative_to(source)) for path in files}
    assert {Path(name).suffix for name in held} == {".py", ".typed", ".lark", ".html", ".css", ".js"}


def test_wheel_brings_no_client_and_nothing_of_pulumi(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        [described] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        required = re.findall(r"^Requires-Dist: ([\w-]+)", archive.read(described).decode(), re.MULTILINE)
    assert {"starlette", "lark"} < set(required)
    assert [name for name in required if re.match("pulumi|snowflake|grpc|protobuf", name)] == []


def test_three_lines_start_an_account(reader: Reader) -> None:
    assert f"the local account LOCAL-DEV runs: account http://127.0.0.1:{reader.port}" in reader.said[0]
    assert "with the password in .spcs-local/administrator.json" in reader.said[0]
    assert "services: none" in reader.said[0]


def test_client_connects(reader: Reader) -> None:
    assert reader.said[2] == "('ACCOUNTADMIN',)\n"


def test_fixture_serves_a_test(reader: Reader) -> None:
    assert "1 passed" in reader.said[-1]


def test_environment_has_nothing_of_pulumi_or_the_clone(reader: Reader) -> None:
    listed = {found["name"] for found in json.loads(reader.run("pip", "list", "--format=json"))}
    assert "spcs-local" in listed
    assert {name for name in listed if re.search("pulumi|grpc|devkit", name)} == set()


def test_guide_runs_on_it(reader: Reader, tmp_path: Path) -> None:
    administrator: dict[str, Any] = json.loads((reader.home / "administrator.json").read_text())
    with snowflake.connector.connect(
        account="LOCAL-DEV",
        **administrator,
        host="127.0.0.1",
        port=reader.port,
        protocol="http",
        enable_server_session_keep_alive_auto_detection=False,
    ) as connection:
        run(connection, *typed(tmp_path))
        waited = rows(connection, "CALL SYSTEM$WAIT_FOR_SERVICES(120, 'milvus', 'jupyter')")
        assert waited == [{"system$wait_for_services": "OK"}]
        assert [row["name"] for row in rows(connection, "SHOW SERVICES")] == ["JUPYTER", "MILVUS"]
    assert "MILVUS_DEMO" in reader.run("spcs-local", "status")
