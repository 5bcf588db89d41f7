"""The policy pack's environment: linked where it is named."""

from pathlib import Path

import pytest

from devkit import files, policy_pack
from devkit.clients import Client
from devkit.context import Context
from devkit.paths import Paths


@pytest.fixture
def home(context: Context, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a pack whose environment is never installed."""
    monkeypatch.setattr(Client, "ensure", lambda _client, _context: None)
    files.write(context.paths.policies / "requirements.lock", "pulumi-policy==1.0.0\n")
    return policy_pack.PACK.home(context.paths)


def test_ensure_links_the_environment_and_follows_another_lock_file(context: Context, home: Path) -> None:
    link = context.paths.policies / ".venv"
    policy_pack.ensure(context)
    assert link.readlink() == home

    files.write(context.paths.policies / "requirements.lock", "pulumi-policy==1.0.1\n")
    policy_pack.ensure(context)
    assert link.readlink() == policy_pack.PACK.home(context.paths) != home


def test_ensure_leaves_what_a_person_has_made(context: Context, home: Path) -> None:
    made = context.paths.policies / ".venv"
    made.mkdir()
    policy_pack.ensure(context)
    assert not made.is_symlink()
    assert home.name.startswith("1.0.0-")


def test_ensure_makes_nothing_where_there_is_no_pack(context: Context) -> None:
    policy_pack.ensure(context)
    assert not context.paths.policies.exists()


def test_the_pack_names_the_environment_and_git_ignores_it() -> None:
    root = Paths.of_clone().root
    assert f"virtualenv: {policy_pack.VENV}\n" in (root / "policies" / "PulumiPolicy.yaml").read_text()
    assert f"/policies/{policy_pack.VENV}" in (root / ".gitignore").read_text().splitlines()
