"""Which plugins are taken."""

import io
from pathlib import Path

import pytest

from devkit import plugins
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit_tests.releases import PLUGIN, executable
from devkit_tests.vendor import Vendor, archive

pytestmark = pytest.mark.usefixtures("bare_path")


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
