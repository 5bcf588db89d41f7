"""Milvus is asked from inside the account alone."""

from __future__ import annotations

import pytest

from milvus_policies.endpoints import NO_PUBLIC_MILVUS_PORT
from milvus_policies.resources import SERVICE, STAGE_FILE, Resource
from tests.policies.made import resource, said, text


def service(port: str, public: str = "true") -> Resource:
    return resource(
        SERVICE, "milvus-service", name="MILVUS", fromSpecification={"text": text(port=port, public=public)}
    )


@pytest.mark.parametrize("port", [19530, 9091, 2379])
def test_refuse_a_public_port(port: int) -> None:
    (found,) = said(NO_PUBLIC_MILVUS_PORT, service(f"port: {port}"))
    assert found.startswith(f"service MILVUS: endpoint grpc is public at port {port}; allowed: Milvus' ports inside")
    assert "To do: public: false" in found


def test_refuse_a_range_that_has_one_on_a_stage_too() -> None:
    file = resource(STAGE_FILE, "one", file="milvus.yaml", content=text(port="portRange: 9000-9100", public="true"))
    (found,) = said(NO_PUBLIC_MILVUS_PORT, file)
    assert found.startswith("specification milvus.yaml: endpoint grpc is public at port 9091;")


def test_take_what_is_inside_or_of_another_port() -> None:
    assert said(NO_PUBLIC_MILVUS_PORT, service("port: 19530", public="false")) == []
    assert said(NO_PUBLIC_MILVUS_PORT, service("port: 8888")) == []
    assert said(NO_PUBLIC_MILVUS_PORT, service("port: http")) == []


def test_ports_are_those_of_the_configuration() -> None:
    assert said(NO_PUBLIC_MILVUS_PORT, service("port: 19530"), ports=[8888.0]) == []
    assert len(said(NO_PUBLIC_MILVUS_PORT, service("port: 8888"), ports=[8888.0])) == 1
