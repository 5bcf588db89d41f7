"""Stand-in for pulumi-language-python: the engine's LanguageRuntime protocol for programs in a pip environment.

The protocol, whose names and signatures the methods have: https://github.com/pulumi/pulumi/blob/v3.259.0/proto/pulumi/language.proto
"""

# ruff: noqa: N802, ARG002 - the protocol gives names and arguments

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from pulumi_standins import policy_pack
from pulumi_standins.program import EXIT_TOLD
from pulumi_standins.virtualenv import Virtualenv, VirtualenvError

PROGRAM = Path(__file__).with_name("program.py")
OPTIONS = (("grpc.max_receive_message_length", 400 * 1024 * 1024), ("grpc.so_reuseport", 0))
PARENT_CHECK_SECONDS = 0.5
SECONDS_TO_END = 5.0
REMINDER_SECONDS = 0.2


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Answers what running, previewing and describing a program needs, and says so for the rest."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._running: set[subprocess.Popen[bytes]] = set()

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        self._engine = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        from importlib.metadata import version  # a sixth of the start, and the engine rarely asks

        return plugin_pb2.PluginInfo(version=version("pulumi"))

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        return language_pb2.GetRequiredPackagesResponse(
            packages=[
                plugin_pb2.PackageDependency(name=it.name, kind="resource", version=it.version, server=it.server)
                for it in _environment(request.info, context).plugins()
            ]
        )

    def GetRequiredPlugins(
        self, request: language_pb2.GetRequiredPluginsRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPluginsResponse:
        return language_pb2.GetRequiredPluginsResponse(
            plugins=[
                plugin_pb2.PluginDependency(name=it.name, kind="resource", version=it.version, server=it.server)
                for it in _environment(request.info, context).plugins()
            ]
        )

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:
        if request.attach_debugger:
            return language_pb2.RunResponse(error="this language host, a stand-in, attaches no debugger")
        try:
            virtualenv = environment(request.info)
            line = command(request, virtualenv.python, self._engine)
        except VirtualenvError as error:
            return language_pb2.RunResponse(error=str(error))
        return answer(self._execute(line, {**virtualenv.activated(os.environ), **configuration(request)}))

    def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        if request.kind != policy_pack.KIND or request.attach_debugger:
            asked = "a debugger" if request.attach_debugger else f"a plugin of kind {request.kind!r}"
            told = f"{asked} is asked for; this language host, a stand-in, runs policy packs, and without a debugger"
            context.abort(grpc.StatusCode.UNIMPLEMENTED, told)
        try:
            virtualenv = environment(request.info)
            line = policy_pack.command(request, virtualenv.python)
        except VirtualenvError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            raise
        variables = virtualenv.activated(policy_pack.variables(request))
        with self._started(line, variables, cwd=request.info.program_directory, stdout=subprocess.PIPE) as process:
            # the engine ends a pack by ending the call
            context.add_callback(process.terminate)
            for printed in process.stdout or ():
                yield language_pb2.RunPluginResponse(stdout=printed)
        yield language_pb2.RunPluginResponse(exitcode=process.returncode)

    def About(self, request: language_pb2.AboutRequest, context: grpc.ServicerContext) -> language_pb2.AboutResponse:
        python = _environment(request.info, context).python if request.HasField("info") else Path(sys.executable)
        return language_pb2.AboutResponse(
            executable=str(python),
            version=version_of(python),
            metadata={"toolchain": "pip", "host": "stand-in"},
        )

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        found = {it.name: it.version for it in _environment(request.info, context).distributions()}
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=name, version=found[name]) for name in sorted(found)]
        )

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        directory = _environment(request.info, context).directory
        if directory is None:
            return
        requirements = Path(request.info.program_directory, "requirements.txt")
        for step in (
            [sys.executable, "-m", "venv", str(directory)],
            [str(directory / "bin" / "python"), "-m", "pip", "install", "--requirement", str(requirements)],
        ):
            with subprocess.Popen(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
                for line in process.stdout or ():
                    yield language_pb2.InstallDependenciesResponse(stdout=line)
            if process.returncode:
                context.abort(grpc.StatusCode.INTERNAL, f"{' '.join(step)} ended with {process.returncode}")

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        return language_pb2.RuntimeOptionsResponse()

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        self.stop()
        return Empty()

    def stop(self) -> None:
        """Ends the programs that still run: asked first, then killed.

        Asked again and again: Python runs a signal's handler in the main thread, which sleeps on where the kernel gave
        the signal to another one.
        """
        for process in list(self._running):
            end = time.monotonic() + SECONDS_TO_END
            while process.poll() is None and time.monotonic() < end:
                process.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(REMINDER_SECONDS)
            process.kill()

    def _execute(self, arguments: list[str], variables: Mapping[str, str]) -> int:
        with self._started(arguments, variables) as process:
            return process.wait()

    @contextmanager
    def _started(
        self, arguments: list[str], variables: Mapping[str, str], cwd: str | None = None, stdout: int | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Ended with the host, and waited for."""
        with subprocess.Popen(arguments, env=variables, cwd=cwd, stdin=subprocess.DEVNULL, stdout=stdout) as process:
            self._running.add(process)
            try:
                yield process
            finally:
                self._running.discard(process)


def version_of(python: Path) -> str:
    """Of an interpreter; without starting it where it is this one, since the engine waits for the answer each time."""
    if python == Path(sys.executable):
        return platform.python_version()
    found = subprocess.run([python, "--version"], capture_output=True, text=True, check=True)
    return found.stdout.split()[-1]


def environment(info: language_pb2.ProgramInfo) -> Virtualenv:
    return Virtualenv.of(info.root_directory, MessageToDict(info.options))


def _environment(info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> Virtualenv:
    """The environment, or the call's failure."""
    try:
        return environment(info)
    except VirtualenvError as error:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        raise


def command(request: language_pb2.RunRequest, python: Path, engine: str) -> list[str]:
    """The command line of the program: nothing secret in it."""
    return [
        str(python), "-P", "-u", str(PROGRAM),
        f"--monitor={request.monitor_address}", f"--engine={engine}",
        f"--project={request.project}", f"--stack={request.stack}", f"--organization={request.organization}",
        f"--root-directory={request.info.root_directory}", f"--directory={request.pwd}",
        f"--parallel={request.parallel}", *(["--dry-run"] if request.dryRun else []),
        "--", request.info.entry_point or ".", *request.args,
    ]  # fmt: skip


def configuration(request: language_pb2.RunRequest) -> dict[str, str]:
    return {
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def answer(code: int) -> language_pb2.RunResponse:
    """What the engine says when the program ends with this exit code."""
    if code == 0:
        return language_pb2.RunResponse()
    if code == EXIT_TOLD:
        return language_pb2.RunResponse(bail=True)
    if code < 0:
        return language_pb2.RunResponse(error=f"program ended by signal {signal.Signals(-code).name}")
    return language_pb2.RunResponse(error=f"program exited with non-zero exit code: {code}")


def main(arguments: list[str]) -> NoReturn:
    """Serves until a signal, or until the engine, which is our parent, is gone."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    host = LanguageHost(next((it for it in arguments if not it.startswith("-")), ""))
    server = grpc.server(ThreadPoolExecutor(8), options=OPTIONS)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    parent = os.getppid()
    server.start()
    print(port, flush=True)  # the engine reads this line
    while not over.wait(PARENT_CHECK_SECONDS) and os.getppid() == parent:
        pass
    host.stop()
    server.stop(grace=0).wait()
    # the interpreter's own end takes time, and the engine waits for it
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
