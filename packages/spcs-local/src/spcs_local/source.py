"""Where a request comes from, for what counts failures: this machine, its services, or an address."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.requests import HTTPConnection

SERVICES, THIS_MACHINE = "services", "this machine"


def source_of(connection: HTTPConnection) -> str:
    """All of loopback is one source, or a program would have as many as it likes; so is what services connect by."""
    if connection.client is None or not connection.client.host:
        return SERVICES  # the unix socket
    try:
        loopback = ip_address(connection.client.host).is_loopback
    except ValueError:
        loopback = False
    return THIS_MACHINE if loopback else connection.client.host
