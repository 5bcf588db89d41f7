"""The language host's parts: the program's environment, command line and end."""

import json
import runpy
from pathlib import Path

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import resource
from pulumi.runtime.proto import language_pb2, source_pb2

from devkit import files
from pulumi_standins import language, program
from pulumi_standins.virtualenv import Plugin, Virtualenv, VirtualenvError


@pytest.fixture
def virtualenv(tmp_path: Path) -> Virtualenv:
    files.write(tmp_path / "venv/bin/python", "", 0o755)
    packages = tmp_path / "venv/lib/python3.11/site-packages"
    for name, version, served in (("pulumi_a", "v2.20.0", True), ("pulumi_b", "5.1.0", False)):
        text = json.dumps({"name": name[-1], "version": version, "resource": served})
        files.write(packages / name / "pulumi-plugin.json", text)
    files.write(packages / "pulumi_a-2.20.0.dist-info/METADATA", "Name: pulumi_a\nVersion: 2.20.0\n")
    return Virtualenv.of(str(tmp_path), {"virtualenv": "venv"})


def test_plugins_are_those_of_packages_with_resources(virtualenv: Virtualenv) -> None:
    assert list(virtualenv.plugins()) == [Plugin("a", "2.20.0", "")]
    assert [it.name for it in virtualenv.distributions()] == ["pulumi_a"]


def test_python_of_a_missing_environment_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(VirtualenvError, match="Run: pulumi install"):
        _ = Virtualenv.of(str(tmp_path), {"virtualenv": "venv"}).python


def test_of_refuses_a_toolchain_it_does_not_know() -> None:
    with pytest.raises(VirtualenvError, match="toolchain is 'poetry'"):
        Virtualenv.of("/", {"toolchain": "poetry"})


def request() -> language_pb2.RunRequest:
    options = Struct()
    options.update({"virtualenv": ".venv"})
    info = language_pb2.ProgramInfo(root_directory="/p", program_directory="/p", entry_point=".", options=options)
    return language_pb2.RunRequest(
        project="p", stack="s", organization="o", pwd="/p", parallel=4, monitor_address="m", info=info,
        config={"p:secret": "hidden"}, configSecretKeys=["p:secret"],
        dryRun=True, args=["--like-an-option"],
    )  # fmt: skip


def test_command_says_all_but_the_configuration() -> None:
    command = language.command(request(), Path("/python"), "engine")
    options = program.parse(command[command.index(str(language.PROGRAM)) + 1 :])

    assert not any("hidden" in part for part in command)
    assert (options.project, options.stack, options.parallel, options.dry_run) == ("p", "s", 4, True)
    assert (options.program, options.arguments) == (".", ["--like-an-option"])


def test_configuration_goes_into_the_environment() -> None:
    found = language.configuration(request())

    assert json.loads(found["PULUMI_CONFIG"]) == {"p:secret": "hidden"}
    assert json.loads(found["PULUMI_CONFIG_SECRET_KEYS"]) == ["p:secret"]


@pytest.mark.parametrize(
    ("code", "error", "bail"),
    [(0, "", False), (32, "", True), (3, "exit code: 3", False), (-9, "ended by signal SIGKILL", False)],
)
def test_answer_tells_the_engine_how_the_program_ended(code: int, error: str, bail: bool) -> None:
    answer = language.answer(code)

    assert answer.bail is bail
    assert error in answer.error
    assert bool(answer.error) is bool(error)


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
