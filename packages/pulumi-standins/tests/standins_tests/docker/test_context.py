"""What of a context counts, and what goes to the daemon."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_standins.docker.context import archive, digest


def hashed(context: Path) -> str:
    return digest(str(context), str(context / "Dockerfile"))


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda context: (context / "ignored.log").write_text("other noise"), False),
        (lambda context: os.utime(context / "file", (1, 1)), False),
        (lambda context: (context / "file").chmod(0o755), True),
        (lambda context: (context / "file").rename(context / "elif"), True),
        (lambda context: (context / "link").symlink_to("file"), True),
        (lambda context: (context / "Dockerfile").write_text("FROM scratch\n"), True),
    ],
)
def test_digest_counts_what_the_image_gets(context: Path, change: Callable[[Path], Any], differs: bool) -> None:
    before = hashed(context)
    change(context)
    assert (hashed(context) != before) is differs


def test_digest_leaves_out_dockerignore_that_ignores_itself(context: Path) -> None:
    ignore = context / ".dockerignore"
    ignore.write_text("*.log\n.dockerignore\n")
    before = hashed(context)
    ignore.write_text(".dockerignore\n*.log\n\n")
    assert hashed(context) == before


def test_digest_is_the_real_plugins(tmp_path: Path) -> None:
    # what pulumi-resource-docker 5.1.0 computes for these files and modes
    for name, text in (("Dockerfile", "FROM scratch\nCOPY . /\n"), ("file", "one"), (".dockerignore", "*.log\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o644)
    (tmp_path / "tool").mkdir()
    (tmp_path / "tool" / "run").write_text("x")
    (tmp_path / "tool" / "run").chmod(0o755)
    assert hashed(tmp_path) == "47ba8f4c8337f46247ea20694f9dc5a8e591634391cf9153651d1507850b51d6"


def test_archive_honours_dockerignore(context: Path) -> None:
    file, dockerfile = archive(str(context), str(context / "Dockerfile"))
    with file, tarfile.open(fileobj=file) as tar:
        assert set(tar.getnames()) == {"Dockerfile", ".dockerignore", "file"}
    assert dockerfile == "Dockerfile"


def test_archive_carries_dockerfile_from_outside(context: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "Dockerfile"
    outside.write_text("FROM scratch\n")
    file, name = archive(str(context), str(outside))
    with file, tarfile.open(fileobj=file) as tar:
        assert name in tar.getnames()
