"""What a service shows, and what is still awaited of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.service_state import Container, Instance, ServiceState, read_state
from components.sql import SchemaObject
from tests.unit.fake_service import FakeSession, Look

SERVICE = SchemaObject.of("D", "S", "MILVUS")
READY = ServiceState(
    status="RUNNING",
    is_upgrading=False,
    spec_digest="new",
    dns_name="m.x.svc",
    instances=(Instance("0", "READY", "new"),),
    containers=(Container("0", "milvus", "READY", "", "sha256:1"),),
    ingress_urls=("a.app",),
)


def test_nothing_is_awaited_of_what_is_ready() -> None:
    assert READY.awaited("new", 1) is None
    assert READY.awaited("new", 2) == "an address for each public endpoint"
    assert READY.awaited("newer", 1) == "instances of the new specification"


@pytest.mark.parametrize(
    ("state", "differs"),
    [
        (READY, None),
        (replace(READY, status="SUSPENDED"), "it is SUSPENDED"),
        (replace(READY, is_upgrading=True), "it is upgrading"),
        (replace(READY, spec_digest="other"), "it runs another specification"),
    ],
)
def test_what_differs_from_the_end_of_a_roll(state: ServiceState, differs: str | None) -> None:
    assert state.differs("new") == differs


@pytest.mark.parametrize(
    ("state", "differs"),
    [
        (replace(READY, status="SUSPENDED"), None),
        (READY, "it is RUNNING"),
        (replace(READY, status="SUSPENDED", spec_digest="other"), "it runs another specification"),
    ],
)
def test_what_differs_from_what_is_parked(state: ServiceState, differs: str | None) -> None:
    assert state.differs("new", "SUSPENDED") == differs


@pytest.mark.parametrize(
    ("state", "failed"),
    [
        (READY, False),
        (replace(READY, status="FAILED"), True),
        (replace(READY, status="FAILED", is_upgrading=True), False),
        (replace(READY, instances=(Instance("0", "FAILED", "new"),)), True),
        (replace(READY, instances=(Instance("0", "FAILED", "old"),)), False),
        (replace(READY, containers=(Container("0", "milvus", "FAILED", "", ""),)), True),
    ],
)
def test_failure_counts_with_the_wanted_specification_alone(state: ServiceState, failed: bool) -> None:
    assert state.failed_with("new") is failed


def test_read_state_has_instances_containers_and_addresses() -> None:
    found = read_state(FakeSession([Look()]), SERVICE, 1)
    addresses = ("abc-acme-dev.snowflakecomputing.app",)
    assert found == replace(READY, ingress_urls=addresses, compute_pool="P")


def test_read_state_of_what_does_not_run_has_none() -> None:
    found = read_state(FakeSession([Look(status="SUSPENDED")]), SERVICE, 0)
    assert (found.status, found.instances, found.containers, found.ingress_urls) == ("SUSPENDED", (), (), ())
