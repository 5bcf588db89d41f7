"""Errors as they reach the engine."""

from __future__ import annotations

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from pulumi_standins.provider.values import encode
from standins_tests.recording import Snowflake, target


def test_failing_create_tells_number_and_sentence(snowflake: Snowflake, stub: ResourceProviderStub) -> None:
    snowflake.session.answers["CREATE ROLE"] = 2002
    properties = encode({"name": "A"})
    with pytest.raises(grpc.RpcError) as raised:
        stub.Create(provider_pb2.CreateRequest(urn=target("accountRole").urn, properties=properties))
    assert raised.value.details() == "CREATE: 002002: made up to fail"


def test_half_made_object_is_reported_with_id(snowflake: Snowflake, stub: ResourceProviderStub) -> None:
    snowflake.session.answers["SHOW"] = 604
    properties = encode({"name": "A"})
    with pytest.raises(grpc.RpcError) as raised:
        stub.Create(provider_pb2.CreateRequest(urn=target("accountRole").urn, properties=properties))
    details = next(item.value for item in raised.value.trailing_metadata() if item.key == "grpc-status-details-bin")
    status = status_pb2.Status.FromString(bytes(details))
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert detail.id == "A"


def test_internal_error_tells_no_values(
    snowflake: Snowflake, stub: ResourceProviderStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("hunter2")

    monkeypatch.setattr(snowflake.provider, "check", broken)
    with pytest.raises(grpc.RpcError) as raised:
        stub.Check(provider_pb2.CheckRequest(urn=target("accountRole").urn, news=encode({})))
    told = str(raised.value.details())
    assert "internal error of the stand-in: KeyError" in told
    assert "hunter2" not in told
