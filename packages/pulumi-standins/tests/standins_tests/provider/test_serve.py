"""A plugin's process, from its port to its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from devkit.testing.waiting import PATIENCE


@pytest.fixture(params=["snowflake", "docker"])
def plugin(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"pulumi_standins.{request.param}", "127.0.0.1:1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process:
        yield process
        process.kill()


def test_plugin_says_its_port_and_ends_on_a_signal(plugin: subprocess.Popen[str]) -> None:
    assert plugin.stdout is not None
    port = int(plugin.stdout.readline())
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        assert (
            ResourceProviderStub(channel)
            .GetPluginInfo(empty_pb2.Empty(), wait_for_ready=True, timeout=PATIENCE)
            .version
        )
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
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        assert parent.stdout.readline() == "ready\n"
        parent.kill()
        # the plugin shares stderr: it stays open as long as the plugin lives; pytest's time limit ends the wait
        assert parent.stderr.read() == ""
