"""Which Go compiler is taken."""

from pathlib import Path

import pytest

from devkit import go
from devkit.context import Context
from devkit_tests.releases import executable

pytestmark = pytest.mark.usefixtures("bare_path")


@pytest.mark.parametrize(("version", "taken"), [("go1.26.1", True), ("go1.25", True), ("go1.9.7", False)])
def test_compiler_on_path_is_taken_where_it_is_new_enough(
    context: Context, tmp_path: Path, version: str, taken: bool
) -> None:
    theirs = executable(tmp_path / "theirs" / "go", f"#!/bin/sh\necho go version {version} linux/amd64\n")
    ours = executable(context.paths.cache / "go" / go.VERSION / "go" / "bin" / "go")
    assert go.ensure(context, context.step("engine"), (1, 25)) == (theirs if taken else ours)


def test_compiler_keeps_nothing_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("GOENV", raising=False)
    variables = go.environment(tmp_path / "work")
    assert variables.pop("GOENV") == str(tmp_path / "home" / ".config" / "go" / "env")
    assert variables.pop("XDG_CONFIG_HOME") == "/dev/null"
    kept = {variables[name] for name in ("GOPATH", "GOMODCACHE", "GOCACHE")}
    assert {Path(directory).parent for directory in kept} == {tmp_path / "work"}
    assert variables["GOFLAGS"] == "-modcacherw"


def test_version_is_asked_without_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    seen = tmp_path / "seen"
    compiler = executable(tmp_path / "theirs" / "go", f'#!/bin/sh\necho "$XDG_CONFIG_HOME" > {seen}\necho go1.26\n')
    assert go.version_of(compiler) == (1, 26)
    assert seen.read_text() == "/dev/null\n"
