"""Policy packs under the engine, whichever language host runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit import pids
from devkit.context import Context
from devkit.testing.engine import Engine
from devkit.testing.waiting import PATIENCE

PROGRAM = """
import pulumi
pulumi.ComponentResource("test:index:Thing", "thing", {"size": 5}, pulumi.ResourceOptions(protect=True))
"""
# answers by the protocol alone: that the library for packs is installed is no matter of the language host
PACK = """
import os, pathlib, time
from concurrent.futures import ThreadPoolExecutor
import grpc
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

class Pack(analyzer_pb2_grpc.AnalyzerServicer):
    def GetAnalyzerInfo(self, request, context):
        return analyzer_pb2.AnalyzerInfo(name="pack", policies=[analyzer_pb2.PolicyInfo(name="small")])

    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo(version="1.0.0")

    def Remediate(self, request, context):
        return analyzer_pb2.RemediateResponse()

    def AnalyzeStack(self, request, context):
        return analyzer_pb2.AnalyzeResponse()

    def Analyze(self, request, context):
        found = request.type.startswith("test:") and request.options.protect
        told = analyzer_pb2.AnalyzeDiagnostic(
            policyName="small", policyPackName="pack", message=os.environ["TOLD"], urn=request.urn,
            enforcementLevel=analyzer_pb2.MANDATORY,
        )
        return analyzer_pb2.AnalyzeResponse(diagnostics=[told] if found else [])

pathlib.Path("pid").write_text(str(os.getpid()))
server = grpc.server(ThreadPoolExecutor(4))
analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Pack(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port)
server.wait_for_termination()
"""


@pytest.fixture
def pack(bare_engine: Engine, toolchain_context: Context) -> Path:
    """With the environment of the program."""
    (bare_engine.directory / "__main__.py").write_text(PROGRAM)
    directory = bare_engine.directory / "pack"
    directory.mkdir()
    (directory / "__main__.py").write_text(PACK)
    name_environment(directory, toolchain_context.paths.venv)
    return directory


def name_environment(pack: Path, virtualenv: Path) -> None:
    (pack / "PulumiPolicy.yaml").write_text(
        f"runtime:\n  name: python\n  options:\n    virtualenv: {virtualenv}\nversion: 1.0.0\n"
    )


def test_a_violation_is_shown_and_nothing_is_left_running(bare_engine: Engine, pack: Path) -> None:
    bare_engine.environment["TOLD"] = "thing: 5; allowed: 4"

    code, output = bare_engine.run("preview", "--policy-pack", str(pack))

    assert code != 0
    assert "[mandatory]  small  (test:index:Thing: thing)" in output
    assert "thing: 5; allowed: 4" in output
    # where it was started: in its own directory
    assert pids.wait_for_end(int((pack / "pid").read_text()), PATIENCE)


def test_a_pack_without_its_environment_is_said(bare_engine: Engine, pack: Path) -> None:
    name_environment(pack, pack / ".venv")

    code, output = bare_engine.run("preview", "--policy-pack", str(pack))

    assert code != 0
    assert str(pack / ".venv") in output
    assert "pulumi install" in output
