"""How a policy pack is started."""

from pathlib import Path

from pulumi.runtime.proto import language_pb2

from pulumi_standins import policy_pack


def test_command_has_the_engine_first_and_the_pack_last() -> None:
    info = language_pb2.ProgramInfo(root_directory="/p/policies", program_directory="/p/policies")
    request = language_pb2.RunPluginRequest(info=info, args=["127.0.0.1:1", "-v=9"], kind=policy_pack.KIND)

    command = policy_pack.command(request, Path("/python"))

    assert command[0] == "/python"
    assert command[-5:] == ["-m", "pulumi.policy", "127.0.0.1:1", "-v=9", "/p/policies"]


def test_variables_are_the_engines() -> None:
    request = language_pb2.RunPluginRequest(env=["A=1", "B=x=y", "A=2"])

    assert policy_pack.variables(request) == {"A": "2", "B": "x=y"}
