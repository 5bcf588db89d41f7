"""The clone's virtual environment."""

import io
import subprocess
import sys

import pytest

from devkit import virtualenv
from devkit.context import Context


@pytest.fixture
def clone(context: Context) -> Context:
    """A clone that requires nothing, so that nothing is downloaded."""
    context.paths.development_lock.parent.mkdir(parents=True)
    context.paths.development_lock.write_text("# nothing\n")
    return context


def test_ensure_makes_an_environment_once(clone: Context, screen: io.StringIO) -> None:
    virtualenv.ensure(clone)
    assert virtualenv.current(clone)
    said = screen.getvalue()

    virtualenv.ensure(clone)
    assert "installing development.lock" in said
    assert screen.getvalue() == said


def test_ensure_completes_an_environment_that_a_kill_left_half_made(clone: Context) -> None:
    (clone.paths.venv / "bin").mkdir(parents=True)
    (clone.paths.venv / "bin" / "python").symlink_to(sys.executable)
    (clone.paths.venv / "lib64").symlink_to("nowhere")

    virtualenv.ensure(clone)

    where = subprocess.run(
        [clone.paths.python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True
    )
    assert where.stdout.strip() == str(clone.paths.venv)
