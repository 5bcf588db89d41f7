"""The stand-in of the plugin that serves dynamic providers."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import grpc
import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from devkit.testing.waiting import PATIENCE
from pulumi_standins import dynamic


def to_the_process(process: int) -> None:
    os.kill(process, signal.SIGINT)


def to_another_thread(process: int) -> None:
    """Which of them gets a signal to the process the kernel decides."""
    threads = {int(it.name) for it in Path(f"/proc/{process}/task").iterdir()}
    ctypes.CDLL(None).tgkill(process, max(threads - {process}), signal.SIGINT)


@contextmanager
def serving(directory: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The plugin of a program in this directory, and its port."""
    command = [sys.executable, "-P", "-u", dynamic.__file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=directory) as plugin:
        assert plugin.stdout is not None
        try:
            yield plugin, int(plugin.stdout.readline())
        finally:
            plugin.kill()


@pytest.mark.parametrize("send", [to_the_process, to_another_thread])
def test_dynamic_ends_without_delay_when_the_engine_is_done_with_it(
    send: Callable[[int], None], tmp_path: Path
) -> None:
    with serving(tmp_path) as (plugin, port):
        assert port > 0
        send(plugin.pid)
        # the interpreter's own end, which may hang over the server, would give the signal's code
        assert plugin.wait(PATIENCE) == 0


MEETING = f"""
import threading
from pulumi.dynamic import DiffResult, ResourceProvider

ALL = threading.Barrier({dynamic.REQUESTS})

class Meeting(ResourceProvider):
    serialize_as_secret_always = False

    def diff(self, _id, _olds, _news):
        ALL.wait({PATIENCE})
        return DiffResult(changes=False)
"""


def test_a_request_that_waits_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meeting.py").write_text(MEETING)
    (tmp_path / "Pulumi.yaml").write_text("name: meeting\nruntime: python\n")
    monkeypatch.syspath_prepend(tmp_path)
    props = Struct()
    props.update({"__provider": serialize_provider(import_module("meeting").Meeting())})
    request = provider_pb2.DiffRequest(id="x", olds=props, news=props)
    with serving(tmp_path) as (_, port), grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        engine = provider_pb2_grpc.ResourceProviderStub(channel)
        asked = [engine.Diff.future(request) for _ in range(dynamic.REQUESTS)]
        assert {it.result(PATIENCE).changes for it in asked} == {provider_pb2.DiffResponse.DIFF_NONE}
