"""The protocol as the engine speaks it, over a real channel."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from pulumi_standins.provider.provider import Provider
from pulumi_standins.provider.values import UNKNOWN, Secret, decode, encode
from spcs_local_tests.waiting import PATIENCE
from standins_tests.conftest import Snowflake, target

Stub = provider_pb2_grpc.ResourceProviderStub
ROOT = Path(__file__).parents[4]


@pytest.fixture
def stub(snowflake: Snowflake, serving: Callable[[Provider], Stub]) -> Stub:
    return serving(snowflake.provider)


def test_handshake_takes_secrets(stub: Stub) -> None:
    assert stub.Handshake(provider_pb2.ProviderHandshakeRequest()).accept_secrets
    assert stub.GetPluginInfo(empty_pb2.Empty()).version == "2.20.0"
    assert json.loads(stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)["name"] == "snowflake"


def test_values_come_back_as_they_went() -> None:
    values = {"a": Secret({"b": [1, 2.5, True, None, "x"]}), "c": UNKNOWN, "d": {}}
    assert decode(encode(values)) == values


def test_check_answers_failures(stub: Stub) -> None:
    answer = stub.Check(provider_pb2.CheckRequest(urn=target("accountRole").urn, news=encode({})))
    assert [failure.property for failure in answer.failures] == ["name"]


def test_create_keeps_password_secret(snowflake: Snowflake, stub: Stub) -> None:
    snowflake.session.shows("USERS", "U")
    properties = encode({"name": "U", "password": Secret("p")})
    answer = stub.Create(provider_pb2.CreateRequest(urn=target("user").urn, properties=properties))
    assert answer.id == "U"
    assert decode(answer.properties)["password"] == Secret("p")


def test_diff_marks_replacement(stub: Stub) -> None:
    olds, news = {"name": "P", "instanceFamily": "A"}, {"name": "P", "instanceFamily": "B"}
    request = provider_pb2.DiffRequest(urn=target("computePool").urn, olds=encode(olds), news=encode(news))
    answer = stub.Diff(request)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert answer.detailedDiff["instanceFamily"].kind == provider_pb2.PropertyDiff.UPDATE_REPLACE


def test_diff_ignores_changes_it_is_told_to(stub: Stub) -> None:
    olds, news = encode({"name": "A", "comment": "x"}), encode({"name": "A", "comment": "y"})
    request = provider_pb2.DiffRequest(
        urn=target("accountRole").urn, olds=olds, old_inputs=olds, news=news, ignoreChanges=["comment"]
    )
    assert stub.Diff(request).changes == provider_pb2.DiffResponse.DIFF_NONE


def test_failing_create_tells_number_and_sentence(snowflake: Snowflake, stub: Stub) -> None:
    snowflake.session.answers["CREATE ROLE"] = 2002
    properties = encode({"name": "A"})
    with pytest.raises(grpc.RpcError) as raised:
        stub.Create(provider_pb2.CreateRequest(urn=target("accountRole").urn, properties=properties))
    assert raised.value.details() == "CREATE: 002002: made up to fail"


def test_half_made_object_is_reported_with_id(snowflake: Snowflake, stub: Stub) -> None:
    snowflake.session.answers["SHOW"] = 604
    properties = encode({"name": "A"})
    with pytest.raises(grpc.RpcError) as raised:
        stub.Create(provider_pb2.CreateRequest(urn=target("accountRole").urn, properties=properties))
    details = next(item.value for item in raised.value.trailing_metadata() if item.key == "grpc-status-details-bin")
    status = status_pb2.Status.FromString(bytes(details))
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert detail.id == "A"


def test_internal_error_tells_no_values(snowflake: Snowflake, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("hunter2")

    monkeypatch.setattr(snowflake.provider, "check", broken)
    with pytest.raises(grpc.RpcError) as raised:
        stub.Check(provider_pb2.CheckRequest(urn=target("accountRole").urn, news=encode({})))
    told = str(raised.value.details())
    assert "internal error of the stand-in: KeyError" in told
    assert "hunter2" not in told


@pytest.fixture(params=["snowflake", "docker"])
def plugin(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"pulumi_standins.{request.param}", "127.0.0.1:1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    with process:
        yield process
        process.kill()


def test_plugin_says_its_port_and_ends_on_a_signal(plugin: subprocess.Popen[str]) -> None:
    assert plugin.stdout is not None
    port = int(plugin.stdout.readline())
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        assert Stub(channel).GetPluginInfo(empty_pb2.Empty(), wait_for_ready=True, timeout=PATIENCE).version
    plugin.terminate()
    assert plugin.wait(timeout=PATIENCE) == 0


def test_plugin_ends_with_its_parent() -> None:
    # the parent tells the plugin's output pipe, then is gone: the pipe ends when the plugin does
    script = (
        "import subprocess, sys; "
        "p = subprocess.Popen([sys.executable, '-m', 'pulumi_standins.docker'], stdout=subprocess.PIPE, text=True); "
        "p.stdout.readline(); print('ready', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        assert parent.stdout.readline() == "ready\n"
        parent.kill()
        # the plugin shares stderr: it stays open as long as the plugin lives; pytest's time limit ends the wait
        assert parent.stderr.read() == ""


def test_launch_imports_the_protocol_without_the_sdk() -> None:
    launch = ROOT / "packages/pulumi-standins/src/pulumi_standins/launch.py"
    program = (
        f"import runpy, sys; runpy.run_path({str(launch)!r})['without_sdk']();"
        "from pulumi.runtime.proto import provider_pb2_grpc; print('pulumi.resource' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
