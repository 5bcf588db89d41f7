"""The gate's own addresses, one a host."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from ipaddress import IPv4Address, IPv4Network


class HostAddresses:
    """A host keeps its address as long as it is among those that were last asked for, and mostly beyond a restart."""

    def __init__(self, network: IPv4Network) -> None:
        self._network = network
        self._most = network.num_addresses // 2
        self._hosts: OrderedDict[IPv4Address, str] = OrderedDict()
        self._addresses: dict[str, IPv4Address] = {}

    def of(self, host: str) -> IPv4Address:
        """The host's address; a new one if it has none."""
        address = self._addresses.get(host) or self._free(host)
        self._addresses[host] = address
        self._hosts[address] = host
        self._hosts.move_to_end(address)
        if len(self._hosts) > self._most:
            _, oldest = self._hosts.popitem(last=False)
            del self._addresses[oldest]
        return address

    def host(self, address: str) -> str | None:
        """The host that an address stands for."""
        return self._hosts.get(IPv4Address(address))

    def _free(self, host: str) -> IPv4Address:
        start = int.from_bytes(hashlib.sha256(host.encode()).digest()[:4])
        size = self._network.num_addresses - 3  # the first, the last, and the gateway before it
        candidates = (self._network[1 + (start + step) % size] for step in range(size))
        return next(address for address in candidates if address not in self._hosts)
