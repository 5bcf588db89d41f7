"""An image's tag changes with each of its inputs, and with nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from components.image_tag import image_tag


@pytest.fixture
def context(tmp_path: Path) -> Path:
    context = tmp_path / "context"
    context.mkdir()
    (context / "Dockerfile").write_text("FROM x\n")
    (context / "requirements.lock").write_text("a==1 --hash=sha256:0\n")
    (context / ".dockerignore").write_text("# notes\n*.md\n")
    (context / "notes.md").write_text("ignored")
    (context / "link").symlink_to("Dockerfile")
    return context


def tag(context: Path, base: str = "base:1", platform: str = "linux/amd64") -> str:
    return image_tag(context, "Dockerfile", {"BASE": base}, platform)


def add_a_file(context: Path) -> None:
    (context / "sub").mkdir()
    (context / "sub" / "x").write_text("")


def point_the_link_elsewhere(context: Path) -> None:
    (context / "link").unlink()
    (context / "link").symlink_to("x")


CHANGES: dict[str, Callable[[Path], object]] = {
    "bytes": lambda context: (context / "Dockerfile").write_text("FROM y\n"),
    "lock file": lambda context: (context / "requirements.lock").write_text("a==1 --hash=sha256:1\n"),
    "name": lambda context: (context / "requirements.lock").rename(context / "other.lock"),
    "new file": add_a_file,
    "executable": lambda context: (context / "Dockerfile").chmod(0o755),
    "group": lambda context: (context / "Dockerfile").chmod(0o664),
    "ignored": lambda context: (context / ".dockerignore").write_text("*.md\n*.txt\n"),
    "target of a link": point_the_link_elsewhere,
}


@pytest.mark.parametrize("what", CHANGES)
def test_change_with_the_context(context: Path, what: str) -> None:
    (context / "Dockerfile").chmod(0o644)
    before = tag(context)
    CHANGES[what](context)
    assert tag(context) != before


def test_change_with_arguments_and_platform(context: Path) -> None:
    assert len({tag(context), tag(context, base="base:2"), tag(context, platform="linux/arm64")}) == 3


def test_keep_for_what_the_builder_does_not_see(context: Path) -> None:
    before = tag(context)
    (context / "notes.md").write_text("other")
    os.utime(context / "Dockerfile", (1, 1))
    assert tag(context) == before


def test_not_depend_on_where_the_context_is(context: Path, tmp_path: Path) -> None:
    before = tag(context)
    assert tag(context.rename(tmp_path / "elsewhere")) == before
