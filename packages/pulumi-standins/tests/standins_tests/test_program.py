"""The program's traces and tracebacks."""

import runpy
from pathlib import Path

import pytest
from pulumi.runtime import resource
from pulumi.runtime.proto import source_pb2

from pulumi_standins import program


def test_user_traceback_begins_in_the_program(tmp_path: Path) -> None:
    source = tmp_path / "__main__.py"
    source.write_text("def fail():\n    raise ValueError('broken')\nfail()\n")
    with pytest.raises(ValueError, match="broken") as caught:
        runpy.run_path(str(tmp_path))

    text = program.user_traceback(caught.value, str(tmp_path))
    assert text.splitlines()[1].strip() == f'File "{source}", line 3, in <module>'


def test_user_traceback_leaves_out_packages_in_the_programs_directory(tmp_path: Path) -> None:
    package = tmp_path / "venv" / "lib" / "site-packages" / "runner.py"
    package.parent.mkdir(parents=True)
    package.write_text("def call(function):\n    function()\n")
    source = tmp_path / "__main__.py"
    source.write_text("def fail():\n    raise ValueError('broken')\n")
    with pytest.raises(ValueError, match="broken") as caught:
        runpy.run_path(str(package))["call"](runpy.run_path(str(source))["fail"])

    text = program.user_traceback(caught.value, str(tmp_path))
    assert text.splitlines()[1].strip() == f'File "{source}", line 2, in fail'


@pytest.mark.parametrize("runner", ["/usr/runner.py", "venv/lib/site-packages/runner.py"])
def test_shorten_traces_keeps_the_frames_of_the_program(
    runner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [tmp_path / name for name in ("parts.py", "__main__.py", runner, "again.py")]
    whole = [source_pb2.StackFrame(pc=source_pb2.SourcePosition(uri=place.as_uri(), line=1)) for place in places]
    monkeypatch.setattr(resource, "_get_stack_trace", lambda: source_pb2.StackTrace(frames=whole))
    program.shorten_traces(str(tmp_path))
    assert list(resource._get_stack_trace().frames) == whole[:2]
