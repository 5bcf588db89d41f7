"""A provider plugin, real or a stand-in, as the engine speaks to it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.serve import start
from pulumi_standins.snowflake.plugin import VERSION, SnowflakeProvider
from pulumi_standins.snowflake.session import ConnectorSession
from standins_tests.conformance.wire import message, plain

OPTIONS = (("grpc.max_receive_message_length", 400 * 1024 * 1024),)
Stub = provider_pb2_grpc.ResourceProviderStub
Values = dict[str, Any]


class Plugin:
    """Calls by name, with plain values in and out."""

    def __init__(self, stub: Stub, settings: Values) -> None:
        self._stub = stub
        checked = stub.CheckConfig(
            provider_pb2.CheckRequest(urn="urn:pulumi:s::p::pulumi:providers:snowflake::it", news=message(settings))
        )
        assert not checked.failures, checked.failures
        stub.Configure(provider_pb2.ConfigureRequest(args=checked.inputs, acceptSecrets=True, acceptResources=True))

    def call(self, method: str, request: Values) -> Values:
        """The answer; an error as its message, with what the plugin says of a half-made resource."""
        made = getattr(provider_pb2, f"{method}Request")(
            **{name: message(value) if isinstance(value, dict) else value for name, value in request.items()}
        )
        try:
            answer = getattr(self._stub, method)(made)
        except grpc.RpcError as error:
            return _error(error)
        return {} if isinstance(answer, empty_pb2.Empty) else plain(answer)


@contextmanager
def real(command: Path, settings: Values) -> Iterator[Plugin]:
    """The executable, which ends with the block."""
    with _engine() as address:
        process = subprocess.Popen([command, address], stdout=subprocess.PIPE, env=_environment(), text=True)
        try:
            assert process.stdout is not None
            with _channel(int(process.stdout.readline())) as channel:
                yield Plugin(Stub(channel), settings)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def stand_in(settings: Values) -> Iterator[Plugin]:
    """Our own, in this process."""
    log = EngineLog(None)
    provider = SnowflakeProvider({}, lambda found: ConnectorSession(found, lambda _: None))
    server, port = start(provider, log)
    try:
        with _channel(port) as channel:
            yield Plugin(Stub(channel), settings)
    finally:
        provider.close()
        server.stop(0).wait()


def settings(account_port: int, password: str, role: str, experiments: list[str]) -> Values:
    """Of the provider, for the local account."""
    enabled = {"experimentalFeaturesEnableds": json.dumps(experiments)} if experiments else {}
    return {
        **enabled,
        "organizationName": "LOCAL",
        "accountName": "DEV",
        "user": "ADMIN",
        "password": password,
        "host": "127.0.0.1",
        "port": str(account_port),
        "protocol": "http",
        "role": role,
        "disableOcspChecks": "true",
        "previewFeaturesEnabled": '["snowflake_external_access_integration_resource"]',
        "version": VERSION,
    }


def _channel(port: int) -> grpc.Channel:
    return grpc.insecure_channel(f"127.0.0.1:{port}", OPTIONS)


def _environment() -> dict[str, str]:
    """Nothing of ours gets into the plugin's settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SNOWFLAKE_", "TF_"))}


class _Engine(engine_pb2_grpc.EngineServicer):
    """Takes the plugin's messages, which it sends while it answers."""

    def Log(self, _request: Any, _context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802 - rpc
        return empty_pb2.Empty()


@contextmanager
def _engine() -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(4))
    engine_pb2_grpc.add_EngineServicer_to_server(_Engine(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(0).wait()


def _error(error: Any) -> Values:
    found: Values = {"error": error.details()}
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            found |= _partial(value)
    return found


def _partial(status: bytes) -> Values:
    from pulumi.runtime.proto import status_pb2

    detail = provider_pb2.ErrorResourceInitFailed()
    for packed in status_pb2.Status.FromString(status).details:
        if packed.Unpack(detail):
            return {"partial": plain(detail)}
    return {}
