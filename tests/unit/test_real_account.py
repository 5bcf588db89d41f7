"""The lines of docs/real-account.md that say how to sign in."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from components.connection import load_connection
from components.credentials import WAYS, Way
from tests.unit.configuration import FixedSource
from tests.unit.recording import ROOT

SECTION = (ROOT / "docs" / "real-account.md").read_text(encoding="utf-8").partition("## Signing in")[2]
BLOCKS = re.findall(r"```sh\n(export .*?)```", SECTION.partition("\n## ")[0], re.DOTALL)
PLACE = {"snowflake:organizationName": "ACME", "snowflake:accountName": "DEV", "snowflake:role": "R"}


def exported(lines: str, directory: Path) -> dict[str, str]:
    """What a shell has that ran them, where each file that they name says what it is called."""
    for name in re.findall(r"cat (\S+)\)", lines):
        (directory / name).write_text(f"content of {name}\n", encoding="utf-8")
    done = subprocess.run(
        ["sh", "-ec", f"{lines}\nenv -0"], capture_output=True, text=True, check=True, cwd=directory, env={}
    )
    return dict(item.split("=", 1) for item in done.stdout.split("\0") if item.startswith("SNOWFLAKE_"))


@pytest.mark.parametrize("way", WAYS, ids=lambda it: it.authenticator)
def test_the_lines_of_each_way_sign_in(way: Way, tmp_path: Path) -> None:
    found = [load_connection(FixedSource(PLACE, []), exported(block, tmp_path)) for block in BLOCKS]
    (connection,) = (it for it in found if it.credentials.authenticator == way.authenticator)
    assert connection.user == "MILVUS_DEPLOYER"
    assert connection.configured == {}


def test_the_profile_signs_in(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(re.findall(r"```toml\n(.*?)```", SECTION, re.DOTALL)[0], encoding="utf-8")
    file.chmod(0o600)
    given = FixedSource({"snowflake:role": "R"}, [])
    connection = load_connection(given, {"SNOWFLAKE_CONFIG_PATH": str(file)})
    assert (connection.account, connection.user) == ("MYORG-MYACCOUNT", "MILVUS_DEPLOYER")
    assert connection.configured == {}
