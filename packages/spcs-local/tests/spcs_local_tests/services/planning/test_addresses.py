"""Addresses on the services' network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import gateway_of
from spcs_local.services.planning.addresses import Addresses

NETWORK = IPv4Network("10.128.0.0/24")


@pytest.fixture
def addresses() -> Addresses:
    return Addresses(NETWORK)


def test_instances_have_a_quarter_of_their_own(addresses: Addresses) -> None:
    quarter = IPv4Network("10.128.0.64/26")
    given = [addresses.instance(number) for number in range(64)]
    assert len(set(given)) == 64
    assert all(IPv4Address(address) in quarter for address in given)
    assert addresses.instance(64) == given[0]


def test_nobody_else_has_the_address_of_the_account_s_own_containers(addresses: Addresses) -> None:
    own = {IPv4Address(address) for address in (addresses.machine, addresses.relay, addresses.gate)}
    assert len(own) == 3
    assert all(address in IPv4Network("10.128.0.0/26") for address in own)


def test_hosts_outside_have_the_half_with_the_gateway(addresses: Addresses) -> None:
    assert addresses.hosts == IPv4Network("10.128.0.128/25")
    assert IPv4Address(gateway_of(NETWORK)) in addresses.hosts


def test_network_is_made_without_a_way_out() -> None:
    port = MemoryContainers()
    found = Addresses.of(port, "ab")
    assert port.networks == {"milvus-spcs-ab-services": True}
    assert found == Addresses.of(port, "ab")
