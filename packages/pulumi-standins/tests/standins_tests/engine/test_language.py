"""Programs and dynamic providers under the engine, whichever language host runs them."""

import json
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from devkit import pids
from devkit.testing.engine import Engine
from devkit.testing.waiting import PATIENCE, until

DYNAMIC = """
import os, time
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def configure(self, req):
        self.word = req.config.get("word")

    def create(self, props):
        marker = props.get("marker")
        while marker and not os.path.exists(marker + ".go"):
            open(marker, "w").close()
            time.sleep(0.01)
        return CreateResult("one", {**props, "length": len(self.word)})

class Thing(Resource):
    def __init__(self, name, props):
        super().__init__(Provider(), name, {**props, "length": None})
"""


def write(engine: Engine, program: str) -> None:
    (engine.directory / "__main__.py").write_text(program)


def test_up_passes_configuration_and_keeps_secrets(bare_engine: Engine) -> None:
    write(
        bare_engine,
        "import pulumi\n"
        "config = pulumi.Config()\n"
        "pulumi.export('word', config.require_secret('word'))\n"
        "pulumi.export('plain', config.require('plain'))\n"
        "pulumi.export('run', [pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.is_dry_run()])\n",
    )
    bare_engine.must("config", "set", "--plaintext", "plain", "a 'quoted' \"word\"")
    bare_engine.must("config", "set", "--secret", "word", "hidden-word")

    assert "hidden-word" not in bare_engine.must("up", "--yes", "--skip-preview")
    outputs = json.loads(bare_engine.must("stack", "output", "--json"))
    assert outputs == {"word": "[secret]", "plain": "a 'quoted' \"word\"", "run": ["milvus-spcs", "local", False]}
    assert "hidden-word" not in json.dumps(bare_engine.state())


def test_up_creates_a_dynamic_resource_once_and_destroys_it(bare_engine: Engine) -> None:
    (bare_engine.directory / "thing.py").write_text(DYNAMIC)
    write(bare_engine, "import pulumi, thing\npulumi.export('length', thing.Thing('a', {}).length)\n")
    bare_engine.must("config", "set", "--secret", "word", "five5")

    bare_engine.must("up", "--yes", "--skip-preview")
    assert json.loads(bare_engine.must("stack", "output", "--json")) == {"length": 5}
    bare_engine.must("preview", "--expect-no-changes")
    bare_engine.must("destroy", "--yes", "--skip-preview")
    assert bare_engine.state().get("resources", []) == []


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("import pulumi\nraise pulumi.RunError('a is wrong\\nb is missing')\n", "a is wrong"),
        ("def fail():\n    raise ValueError('broken')\nfail()\n", "ValueError: broken"),
        ("import sys\nsys.exit(3)\n", "non-zero exit code: 3"),
        ("import no_such_module\n", "No module named 'no_such_module'"),
    ],
)
def test_preview_fails_with_the_programs_error(bare_engine: Engine, program: str, expected: str) -> None:
    write(bare_engine, program)

    code, output = bare_engine.run("preview")

    assert code != 0
    assert expected in output
    assert "run_in_stack" not in output


def test_engine_killed_leaves_no_process_and_goes_on(bare_engine: Engine) -> None:
    marker = bare_engine.directory / "creating"
    (bare_engine.directory / "thing.py").write_text(DYNAMIC)
    write(bare_engine, f"import thing\nthing.Thing('a', {{'marker': {str(marker)!r}}})\n")
    bare_engine.must("config", "set", "--secret", "word", "five5")
    process = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
        cwd=bare_engine.directory,
        env=bare_engine.environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        until(marker.exists, "that the resource is being created")
        children = _descendants(process.pid)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)

    assert len(children) >= 2
    assert all(pids.wait_for_end(child, PATIENCE) for child in children)
    assert bare_engine.state()["pending_operations"][0]["type"] == "creating"
    marker.with_name("creating.go").touch()
    bare_engine.must("cancel", "--yes")
    bare_engine.must("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    bare_engine.must("up", "--yes", "--skip-preview")
    assert "pending_operations" not in bare_engine.state()


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended
            found += [int(child) for child in file.read_text().split()]
    return [*found, *(below for child in found for below in _descendants(child))]
