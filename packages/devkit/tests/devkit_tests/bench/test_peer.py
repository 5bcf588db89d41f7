"""Terraform or OpenTofu: which is taken, and how it is called."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from devkit.bench import peer
from devkit.bench.peer import CONFIGURATION, Peer
from devkit.errors import ToolchainError

SAID = {
    "terraform_version": "1.11.4",
    "provider_selections": {"registry.terraform.io/snowflakedb/snowflake": "2.20.0"},
}
WORKS = f"""#!/bin/sh
echo "$CHECKPOINT_DISABLE $@" >> "$CALLS"
case $1 in version) echo '{json.dumps(SAID)}' ;; destroy) echo 'Error: no'; exit 1 ;; esac
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What was called, a line each; PATH has nothing but what a test puts there."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return tmp_path / "calls"


def put(calls: Path, name: str, text: str = WORKS) -> None:
    command = calls.parent / "bin" / name
    command.write_text(text, encoding="utf-8")
    command.chmod(0o755)


def test_opentofu_comes_before_terraform_with_what_it_says_of_itself(calls: Path) -> None:
    put(calls, "terraform")
    assert str(peer.find(3)) == "Terraform 1.11.4 with provider 2.20.0, parallelism 3"
    put(calls, "tofu")
    assert peer.find().name == "OpenTofu"


def test_what_is_missing_is_said(calls: Path) -> None:
    with pytest.raises(ToolchainError, match=r"^neither tofu nor terraform is on PATH$"):
        peer.find()
    put(calls, "tofu", "#!/bin/sh\necho 'no such provider' >&2; exit 1\n")
    with pytest.raises(ToolchainError, match=r"(?s)^tofu init failed:.*no such provider"):
        peer.find()


def test_commands_get_variables_and_parallelism_and_are_not_asked_about(calls: Path, tmp_path: Path) -> None:
    put(calls, "terraform")
    one = Peer(tmp_path / "bin" / "terraform", "Terraform", "1", "2", 7)
    root = one.prepared("guide", tmp_path, {"user_password": "secret"})
    assert (root / peer.VARIABLES).stat().st_mode & 0o077 == 0
    one.run(root, os.environ, "plan", "-refresh=false")
    one.run(root, os.environ, "apply")
    given = f"-input=false -no-color -var-file={peer.VARIABLES} -parallelism=7"
    assert calls.read_text(encoding="utf-8").splitlines()[1:] == [
        f"1 plan {given} -refresh=false",
        f"1 apply {given} -auto-approve",
    ]
    with pytest.raises(ToolchainError, match=r"^terraform destroy failed:\nError: no"):
        one.run(root, os.environ, "destroy")


def test_each_configuration_wants_the_same_version_of_the_provider() -> None:
    texts = [file.read_text(encoding="utf-8") for file in CONFIGURATION.glob("**/main.tf")]
    assert len(texts) == 4
    assert len({found for text in texts for found in re.findall(r'source = "(\S+)", version = "(\S+)"', text)}) == 1
