"""Messages as the engine gets them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_standins.provider.engine_log import EngineLog


class Engine(engine_pb2_grpc.EngineServicer):
    def __init__(self) -> None:
        self.heard: list[tuple[int, str, str, bool]] = []

    def Log(self, request: engine_pb2.LogRequest, _context: object) -> empty_pb2.Empty:  # noqa: N802 - the protocol's name
        self.heard.append((request.severity, request.urn, request.message, request.ephemeral))
        return empty_pb2.Empty()


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(0).wait()


def test_engine_hears_progress_and_warnings(engine: Engine, address: str) -> None:
    log = EngineLog(address)
    log.status("urn", "building")
    log.warning("", "a query failed")
    assert engine.heard == [
        (engine_pb2.INFO, "urn", "building", True),
        (engine_pb2.WARNING, "", "a query failed", False),
    ]


def test_engine_that_is_gone_stops_nothing() -> None:
    log = EngineLog("127.0.0.1:1")
    log.status("urn", "building")
    log.attach(None)
    log.status("urn", "pushing")
