"""The way out: a connection to an address of the gate goes on to the host that it stands for, if a rule opens it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from spcs_local.egress_gateway.addresses import HostAddresses
from spcs_local.egress_gateway.policy import Policy, PolicyFile
from spcs_local.egress_gateway.streams import Stream, join

_CONNECT_SECONDS = 20.0
_INTERNAL = ".spcs.internal"
_Flow = tuple[str, str, int]  # source, host, port


class Egress:
    """One forwarder for all services; who may do what stands in the policy alone."""

    def __init__(self, policy: PolicyFile, inside: IPv4Network, hosts: IPv4Network) -> None:
        self._policy = policy
        self._inside = inside
        self._addresses = HostAddresses(hosts)
        self._servers: dict[int, asyncio.Server] = {}
        self._open: dict[asyncio.Task[Any], _Flow] = {}
        self._listening = asyncio.Lock()

    async def find(self, source: str, name: str) -> list[str] | None:
        """Addresses of a name, as the source may know them."""
        policy = self._policy.policy
        if name in policy.names:
            return policy.names[name]
        if name.endswith(_INTERNAL) or not policy.knows(source, name) or not await _resolve(name):
            return None
        await self.follow(policy)
        return [str(self._addresses.of(name))]

    async def follow(self, policy: Policy) -> None:
        """Listen where the policy wants it, and end what it no longer allows."""
        for task, flow in list(self._open.items()):
            if not policy.opens(*flow):
                task.cancel()
        async with self._listening:
            for port in self._servers.keys() - policy.ports:
                self._servers.pop(port).close()
            for port in sorted(policy.ports - self._servers.keys()):
                # every interface; what does not come for one of the hosts' addresses is turned away
                self._servers[port] = await asyncio.start_server(self._accept, "0.0.0.0", port)  # noqa: S104

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source = str(writer.get_extra_info("peername")[0])
        address, port = writer.get_extra_info("sockname")[:2]
        host = self._addresses.host(address)
        policy = self._policy.policy
        task = asyncio.current_task()
        if host is None or task is None or not policy.opens(source, host, port):
            writer.transport.abort()
            return
        self._open[task] = (source, host, port)
        try:
            upstream = await self._connect(host, port, any_host=policy.any_host(source, host, port))
            await join((reader, writer), upstream)
        except (OSError, TimeoutError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            del self._open[task]

    async def _connect(self, host: str, port: int, *, any_host: bool) -> Stream:
        addresses = [address for address in await _resolve(host) if self._passes(address, any_host=any_host)]
        if not addresses:
            raise OSError(f"{host} has no address that the gate may reach")
        async with asyncio.timeout(_CONNECT_SECONDS):
            return await asyncio.open_connection(addresses[0], port)

    def _passes(self, text: str, *, any_host: bool) -> bool:
        """No way back in, and none to the gate itself; to what is no public place only by name."""
        address = IPv4Address(text)
        if address in self._inside or address.is_loopback or address.is_unspecified or address.is_multicast:
            return False
        return not (any_host and address.is_link_local)


async def _resolve(name: str) -> list[str]:
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError, UnicodeError):
        found = await loop.getaddrinfo(name, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
        return [str(address[0]) for _, _, _, _, address in found]
    return []
