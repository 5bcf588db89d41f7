"""Providers as the engine has them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2_grpc

from devkit.testing.event_loop import kept_loop
from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.provider import Provider
from pulumi_standins.provider.serve import start
from pulumi_standins.snowflake.configuration import Configuration
from pulumi_standins.snowflake.plugin import SnowflakeProvider
from pulumi_standins.snowflake.reads import SharedReads
from standins_tests.recording import SETTINGS, RecordingSession, Snowflake


@pytest.fixture(autouse=True)
def _current_loop() -> None:
    """Pulumi's SDK takes the event loop of the thread, which asyncio.run leaves without one."""
    asyncio.set_event_loop(kept_loop())


@pytest.fixture
def session() -> RecordingSession:
    return RecordingSession()


@pytest.fixture
def snowflake(session: RecordingSession) -> Snowflake:
    def connect(configuration: Configuration) -> RecordingSession:
        session.features = configuration.preview_features
        session.reads = SharedReads(configuration.experiments)
        return session

    provider = SnowflakeProvider({}, connect)
    provider.configure(dict(SETTINGS))
    return Snowflake(provider, session)


@pytest.fixture
def serving() -> Iterator[Callable[[Provider], provider_pb2_grpc.ResourceProviderStub]]:
    """Serves a provider, and gives the engine's end."""
    closers: list[Callable[[], object]] = []

    def serve(provider: Provider) -> provider_pb2_grpc.ResourceProviderStub:
        server, port = start(provider, EngineLog(None))
        channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        closers.extend([channel.close, lambda: server.stop(0).wait()])
        return provider_pb2_grpc.ResourceProviderStub(channel)

    yield serve
    for close in closers:
        close()
