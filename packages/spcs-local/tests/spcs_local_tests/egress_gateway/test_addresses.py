"""The addresses that stand for hosts."""

from ipaddress import IPv4Network

from spcs_local.egress_gateway.addresses import HostAddresses

NETWORK = IPv4Network("172.30.128.0/28")


def test_give_each_host_an_address_of_its_own_and_keep_it() -> None:
    addresses = HostAddresses(NETWORK)
    given = {host: addresses.of(host) for host in ("a.example", "b.example", "c.example")}
    assert len(set(given.values())) == 3
    assert {host: addresses.of(host) for host in given} == given
    assert {addresses.host(str(address)) for address in given.values()} == set(given)
    assert all(address in NETWORK for address in given.values())


def test_give_the_same_address_after_a_restart() -> None:
    assert HostAddresses(NETWORK).of("a.example") == HostAddresses(NETWORK).of("a.example")


def test_forget_the_host_that_was_asked_for_longest_ago() -> None:
    addresses = HostAddresses(NETWORK)
    first = addresses.of("0.example")
    for number in range(1, NETWORK.num_addresses):
        addresses.of(f"{number}.example")
    assert addresses.host(str(first)) != "0.example"
    assert addresses.host("172.30.128.0") is None
