"""Which engine is taken."""

import io
from pathlib import Path

import pytest

from devkit import engine, go, launchers, versions
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit_tests.releases import ENGINE, ENGINE_CHECKSUMS, executable
from devkit_tests.vendor import Vendor, archive

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.usefixtures("bare_path")


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


def test_engine_module_builds_the_version_of_the_sdk() -> None:
    wanted = versions.read(ROOT / "requirements.txt").engine

    assert f"github.com/pulumi/pulumi/pkg/v3 v{wanted}\n" in (engine.MODULE / "go.mod").read_text()


def test_engine_module_needs_no_newer_go_than_set_up_looks_for() -> None:
    line = next(it for it in (engine.MODULE / "go.mod").read_text().splitlines() if it.startswith("go "))
    wanted = tuple(int(part) for part in line.split()[1].split(".")[:2])

    assert wanted <= engine.GO_VERSION <= tuple(int(part) for part in go.VERSION.split(".")[:2])
