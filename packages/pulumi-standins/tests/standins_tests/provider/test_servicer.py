"""The protocol as the engine speaks it, over a real channel."""

from __future__ import annotations

import json

from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from pulumi_standins.provider.values import Secret, decode, encode
from standins_tests.recording import Snowflake, target


def test_handshake_takes_secrets(stub: ResourceProviderStub) -> None:
    assert stub.Handshake(provider_pb2.ProviderHandshakeRequest()).accept_secrets
    assert stub.GetPluginInfo(empty_pb2.Empty()).version == "2.20.0"
    assert json.loads(stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)["name"] == "snowflake"


def test_check_answers_failures(stub: ResourceProviderStub) -> None:
    answer = stub.Check(provider_pb2.CheckRequest(urn=target("accountRole").urn, news=encode({})))
    assert [failure.property for failure in answer.failures] == ["name"]


def test_create_keeps_password_secret(snowflake: Snowflake, stub: ResourceProviderStub) -> None:
    snowflake.session.shows("USERS", "U")
    properties = encode({"name": "U", "password": Secret("p")})
    answer = stub.Create(provider_pb2.CreateRequest(urn=target("user").urn, properties=properties))
    assert answer.id == "U"
    assert decode(answer.properties)["password"] == Secret("p")


def test_diff_marks_replacement(stub: ResourceProviderStub) -> None:
    olds, news = {"name": "P", "instanceFamily": "A"}, {"name": "P", "instanceFamily": "B"}
    request = provider_pb2.DiffRequest(urn=target("computePool").urn, olds=encode(olds), news=encode(news))
    answer = stub.Diff(request)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert answer.detailedDiff["instanceFamily"].kind == provider_pb2.PropertyDiff.UPDATE_REPLACE


def test_diff_ignores_changes_it_is_told_to(stub: ResourceProviderStub) -> None:
    olds, news = encode({"name": "A", "comment": "x"}), encode({"name": "A", "comment": "y"})
    request = provider_pb2.DiffRequest(
        urn=target("accountRole").urn, olds=olds, old_inputs=olds, news=news, ignoreChanges=["comment"]
    )
    assert stub.Diff(request).changes == provider_pb2.DiffResponse.DIFF_NONE
