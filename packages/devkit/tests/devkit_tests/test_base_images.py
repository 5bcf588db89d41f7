"""Base images through the program of the virtual environment."""

import pytest

from devkit import apt, base_images, files
from devkit.bases.references import BaseImages
from devkit.context import Context
from devkit.errors import ToolchainError


def program(context: Context, text: str) -> None:
    """What stands for the virtual environment's Python."""
    files.write(context.paths.python, f"#!/bin/sh\n{text}\n", 0o755)


@pytest.fixture(autouse=True)
def _nothing_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apt, "can_install", lambda: False)


def test_ensure_reads_what_the_program_prints(context: Context) -> None:
    program(context, 'echo "pulling"; [ "$*" = "-m devkit.bases" ] && echo MILVUS_IMAGE=m:1 && echo PYTHON_IMAGE=p:1')
    assert base_images.ensure(context) == BaseImages("m:1", "p:1")


def test_ensure_fails_with_what_the_program_says(context: Context) -> None:
    program(context, 'echo "pulling"; echo "base images: Docker does not answer"; exit 2')
    with pytest.raises(ToolchainError, match=r"^base images: Docker does not answer$"):
        base_images.ensure(context)
