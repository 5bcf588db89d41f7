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
