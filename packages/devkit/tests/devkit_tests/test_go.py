"""Which Go compiler is taken."""

from pathlib import Path

import pytest

from devkit import go
from devkit.context import Context
from devkit.go import Program
from devkit.progress import Progress
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


# a compiler that writes down how it was called
COMPILER = """#!/bin/sh
echo "$*, GOGC=$GOGC CGO_ENABLED=$CGO_ENABLED" >> {log}
case $1 in
list) echo "go: downloading example.org/a v1.0.0"; echo fmt; echo example.org/tool ;;
build) echo fmt; echo example.org/tool; for last; do [ "$before" = -o ] && touch "$last"; before=$last; done ;;
esac
"""


@pytest.fixture
def called(context: Context, tmp_path: Path) -> list[str]:
    """How the compiler was called to build a program that leaves something out."""
    module = context.paths.root
    (module / "go.mod").write_text("module tool\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v0.1.0\n)\n")
    compiler = executable(tmp_path / "theirs" / "go", COMPILER.format(log=tmp_path / "log"))
    program = Program("example.org/tool", module, ("no_b",), "-X=a.b=c", ("example.org/b/...",))
    step, output = context.step("tool"), context.paths.cache / "v" / "tool"
    go.build(context, step, compiler, program, output)
    # what it downloaded and compiled is gone
    assert list(output.parent.parent.rglob("*")) == [output.parent, output]
    assert step.progress == Progress(2, 2)
    return (tmp_path / "log").read_text().splitlines()


def test_build_counts_what_it_is_going_to_compile(called: list[str]) -> None:
    listed, _ = called
    assert listed.startswith("list -deps -mod=readonly -buildvcs=false -trimpath -tags=no_b example.org/tool,")


def test_build_compiles_no_debug_information_and_collects_garbage_late(called: list[str]) -> None:
    _, built = called
    assert "-gcflags=all=-dwarf=false -gcflags=example.org/b/...=-dwarf=false -l -ldflags=-s -w -X=a.b=c" in built
    assert built.endswith("GOGC=400 CGO_ENABLED=0")


@pytest.mark.parametrize(("limits", "least"), [(["max\n", "400\n"], 400), (["800\n", "9223372036854771712\n"], 800)])
def test_build_has_its_share_of_what_a_container_may_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limits: list[str], least: int
) -> None:
    files = [tmp_path / "2", tmp_path / "1"]
    for file, limit in zip(files, limits, strict=True):
        file.write_text(limit)
    monkeypatch.setattr(go, "MEMORY_LIMITS", (tmp_path / "none", *files))
    assert go.late_collection() == {"GOGC": "400", "GOMEMLIMIT": str(least // 4)}


def test_version_is_asked_without_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    seen = tmp_path / "seen"
    compiler = executable(tmp_path / "theirs" / "go", f'#!/bin/sh\necho "$XDG_CONFIG_HOME" > {seen}\necho go1.26\n')
    assert go.version_of(compiler) == (1, 26)
    assert seen.read_text() == "/dev/null\n"
