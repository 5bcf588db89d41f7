"""Which engine and which plugins are taken."""

import subprocess
from pathlib import Path

import pytest

from devkit import engine, files, launchers, plugins
from devkit.context import Context


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    files.write(path, text, 0o755)
    return path


@pytest.fixture(autouse=True)
def bare_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'theirs'}:/usr/bin:/bin")


def test_find_prefers_the_engine_on_path(context: Context, tmp_path: Path) -> None:
    executable(context.paths.engine("3.1.0") / "pulumi")
    assert engine.find(context.paths, "3.1.0") == engine.Engine(context.paths.engine("3.1.0") / "pulumi", on_path=False)

    theirs = executable(tmp_path / "theirs" / "pulumi")
    assert engine.find(context.paths, "3.1.0") == engine.Engine(theirs, on_path=True)


def test_find_takes_our_own_engine_on_path_for_ours(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = executable(context.paths.engine("3.1.0") / "pulumi")
    monkeypatch.setenv("PATH", str(ours.parent))

    found = engine.find(context.paths, "3.1.0")
    assert found is not None
    assert not found.on_path


def test_ensure_gives_our_engine_stand_ins(context: Context) -> None:
    ours = executable(context.paths.engine("3.1.0") / "pulumi")

    engine.ensure(context, vendor_answers=False)

    assert launchers.is_stand_in(ours.with_name("pulumi-language-python"))
    assert launchers.is_stand_in(ours.with_name("pulumi-resource-pulumi-python"))


def test_ensure_leaves_a_real_language_host_alone(context: Context, tmp_path: Path) -> None:
    executable(tmp_path / "theirs" / "pulumi", "#!/bin/sh\necho v3.1.0\n")
    executable(tmp_path / "theirs" / "pulumi-language-python")
    executable(tmp_path / "theirs" / "pulumi-resource-pulumi-python")

    found = engine.ensure(context, vendor_answers=False)

    assert found.on_path
    assert not context.paths.engine("3.1.0").exists()


def test_plugins_on_path_come_before_stand_ins(context: Context, tmp_path: Path) -> None:
    theirs = executable(tmp_path / "theirs" / "pulumi-resource-docker")

    snowflake, docker = plugins.ensure(context, vendor_answers=False)

    assert (docker.command, docker.stand_in) == (theirs, False)
    assert (snowflake.on_path, snowflake.stand_in) == (False, True)


def test_plugins_keep_a_real_one_in_the_cache(context: Context) -> None:
    real = executable(plugins.directory(context.paths, "snowflake", "2.1.0") / "pulumi-resource-snowflake", "\x7fELF")

    plugins.ensure(context, vendor_answers=False)

    assert real.read_text() == "\x7fELF"


def test_launcher_runs_the_stand_in_of_the_clone_that_is_named(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = tmp_path / "launcher"
    for root in (context.paths.root, tmp_path / "other"):
        executable(root / ".venv" / "bin" / "python", f'#!/bin/sh\necho "{root}" "$@"\n')
    launchers.write_launcher(launcher, context.paths, "docker")

    def run() -> list[str]:
        done = subprocess.run([launcher, "127.0.0.1:1"], capture_output=True, text=True, check=True)
        return done.stdout.rstrip("\n").removeprefix(str(context.paths.root)).split(" ")

    monkeypatch.delenv("MILVUS_SPCS_ROOT", raising=False)
    assert run()[-2:] == ["docker", "127.0.0.1:1"]
    monkeypatch.setenv("MILVUS_SPCS_ROOT", str(tmp_path / "other"))
    assert run()[0] == str(tmp_path / "other")
