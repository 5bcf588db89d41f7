"""What the language host makes of a request, and of the program's end."""

import json
from pathlib import Path

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import language_pb2

from pulumi_standins import language, program


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
