"""Which engine and which plugins are taken."""

import hashlib
import io
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit import engine, files, go, launchers, plugins
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit_tests.vendor import Vendor, archive, serving

ENGINE = "/releases/sdk/pulumi-v3.1.0-linux-x64.tar.gz"
ENGINE_CHECKSUMS = "/releases/sdk/pulumi-3.1.0-checksums.txt"
PLUGIN = "/releases/plugins/pulumi-resource-snowflake-v2.1.0-linux-amd64.tar.gz"
PLUGIN_CHECKSUMS = "/releases/plugins/pulumi-snowflake_2.1.0_checksums.txt"


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    files.write(path, text, 0o755)
    return path


@pytest.fixture(autouse=True)
def bare_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'theirs'}:/usr/bin:/bin")


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """Publishes an engine and the snowflake plugin, and has no other."""
    packed, plugin = archive(pulumi__pulumi="#!/bin/sh\n"), archive(pulumi_resource_snowflake="real")
    sha1 = hashlib.sha1(plugin, usedforsecurity=False).hexdigest()
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    with serving() as made:
        monkeypatch.setattr(engine, "VENDOR", made.url)
        made.published |= {
            ENGINE: packed,
            ENGINE_CHECKSUMS: f"{hashlib.sha256(packed).hexdigest()}  {Path(ENGINE).name}\n".encode(),
            PLUGIN: plugin,
            PLUGIN_CHECKSUMS: f"{sha1}  ./{Path(PLUGIN).name}\n".encode(),
        }
        yield made


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


@pytest.mark.usefixtures("vendor")
def test_ensure_unpacks_the_engine_that_the_vendor_vouches_for(context: Context) -> None:
    found = engine.ensure(context, vendor_answers=True)

    assert found == engine.Engine(context.paths.engine("3.1.0") / "pulumi", on_path=False)
    assert found.command.read_text() == "#!/bin/sh\n"


def test_ensure_refuses_an_engine_that_the_vendor_does_not_vouch_for(context: Context, vendor: Vendor) -> None:
    vendor.published[ENGINE] = archive(pulumi__pulumi="another")

    with pytest.raises(ToolchainError, match=r"pulumi-v3\.1\.0-linux-x64\.tar\.gz is not the file"):
        engine.ensure(context, vendor_answers=True)
    assert engine.find(context.paths, "3.1.0") is None


def test_ensure_builds_where_the_vendor_publishes_no_checksum(
    context: Context, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, screen: io.StringIO
) -> None:
    del vendor.published[ENGINE_CHECKSUMS]
    monkeypatch.setattr(go, "ensure", lambda *_: Path("go"))
    monkeypatch.setattr(engine, "build", lambda *_: executable(context.paths.engine("3.1.0") / "pulumi", "built"))

    assert engine.ensure(context, vendor_answers=True).command.read_text() == "built"
    assert "pulumi-3.1.0-checksums.txt cannot be downloaded" in screen.getvalue()


@pytest.mark.usefixtures("vendor")
def test_plugins_are_those_that_the_vendor_vouches_for_else_stand_ins(context: Context, screen: io.StringIO) -> None:
    snowflake, docker = plugins.ensure(context, vendor_answers=True)

    assert (snowflake.stand_in, snowflake.command.read_text()) == (False, "real")
    assert docker.stand_in
    assert "pulumi-docker_5.1.0_checksums.txt cannot be downloaded" in screen.getvalue()
    assert "docker 5.1.0: a stand-in takes its place" in screen.getvalue()


def test_plugins_refuse_one_that_the_vendor_does_not_vouch_for(context: Context, vendor: Vendor) -> None:
    vendor.published[PLUGIN] = archive(pulumi_resource_snowflake="another")

    with pytest.raises(
        ToolchainError, match=r"pulumi-resource-snowflake-v2\.1\.0-linux-amd64\.tar\.gz is not the file"
    ):
        plugins.ensure(context, vendor_answers=True)
    assert plugins.find(context.paths, "snowflake", "2.1.0") is None


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
