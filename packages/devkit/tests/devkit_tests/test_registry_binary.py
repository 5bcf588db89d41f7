"""Which registry is taken."""

from pathlib import Path

import pytest

from devkit import registry_binary
from devkit.context import Context
from devkit_tests.releases import executable

pytestmark = pytest.mark.usefixtures("bare_path")


def test_find_prefers_the_one_on_path(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "theirs"))
    assert registry_binary.find(context.paths) is None
    built = executable(context.paths.cache / "registry" / "bin" / "registry")
    assert registry_binary.find(context.paths) == built
    unpacked = executable(context.paths.cache / "registry" / "usr" / "bin" / "docker-registry")
    assert registry_binary.find(context.paths) == unpacked
    theirs = executable(tmp_path / "theirs" / "docker-registry")
    assert registry_binary.find(context.paths) == theirs


def test_ensure_takes_what_is_there(context: Context, tmp_path: Path) -> None:
    theirs = executable(tmp_path / "theirs" / "docker-registry")
    assert registry_binary.ensure(context) == theirs
