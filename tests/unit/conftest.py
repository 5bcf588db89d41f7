"""Fixtures of the unit tests."""

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components import session
from components.account_images import MADE_UP
from devkit.testing.event_loop import kept_loop
from spcs_local.testing import LocalAccount
from tests.unit import deployers, recording
from tests.unit.configuration import names_of_what_exists
from tests.unit.existing_account import ExistingAccount


@pytest.fixture(autouse=True)
def _current_loop() -> None:
    """Pulumi's SDK takes the event loop of the thread, which asyncio.run leaves without one."""
    asyncio.set_event_loop(kept_loop())


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's directory, where the engine runs the program, without anybody's SNOWFLAKE_* variables and profile.

    Docker has signed in to the registries of the recorded accounts.
    """
    for image in ("milvus", "keeper", "jupyter", "milvus-node", "etcd", "kafka", "objectstore"):
        (tmp_path / "images" / image).mkdir(parents=True)
        (tmp_path / "images" / image / "Dockerfile").write_text(f"FROM scratch\nLABEL name={image}\n")
    for name in ("specs", "Pulumi.README.md"):
        (tmp_path / name).symlink_to(recording.ROOT / name)
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SNOWFLAKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv(MADE_UP, "true")
    monkeypatch.setenv("SNOWFLAKE_CONFIG_PATH", str(tmp_path / "profiles"))
    (tmp_path / "docker").mkdir()
    signed_in = {"auths": {host: {"auth": "VTpQ"} for host in (recording.REGISTRY, "127.0.0.1:7879", "127.0.0.1:5000")}}
    (tmp_path / "docker" / "config.json").write_text(json.dumps(signed_in))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    return tmp_path


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> ExistingAccount:
    """What the program signs in to before its first resource."""
    found = ExistingAccount()
    monkeypatch.setattr(session, "open_session", found.open_session)
    return found


@pytest.fixture
def deployer(spcs_local: LocalAccount) -> deployers.Deployer:
    """A user of an account of the test's own."""
    return deployers.make(spcs_local)


@pytest.fixture
def project_files(project: Path) -> Path:
    """The project with specifications of its own, to which a test adds."""
    (project / "specs").unlink()
    shutil.copytree(recording.ROOT / "specs", project / "specs")
    return project


@pytest.fixture
def program(account: ExistingAccount) -> Callable[..., recording.Recording]:
    """Runs the whole program with some settings changed; what they say is there before is there."""

    def run(**changes: Any) -> recording.Recording:
        # as the engine hands over what is more than a text
        texts = {name: it if it is None or isinstance(it, str) else json.dumps(it) for name, it in changes.items()}
        if names := names_of_what_exists(changes):
            account.add(names)
        keys = {name: name if ":" in name else f"{recording.PROJECT}:{name}" for name in texts}
        recording.configure({keys[name]: value for name, value in texts.items()})
        return recording.record(recording.run_program)

    return run
