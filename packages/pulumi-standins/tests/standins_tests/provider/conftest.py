"""The engine's end of a channel to the snowflake provider."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from pulumi_standins.provider.provider import Provider
from standins_tests.recording import Snowflake


@pytest.fixture
def stub(snowflake: Snowflake, serving: Callable[[Provider], ResourceProviderStub]) -> ResourceProviderStub:
    return serving(snowflake.provider)
