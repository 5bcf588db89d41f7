"""Connections through the gate, on loopback: there every address of 127.0.0.0/8 is at hand."""

from __future__ import annotations

import asyncio
import json
import socket
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from spcs_local.egress_gateway import egress as module
from spcs_local.egress_gateway.egress import Egress
from spcs_local.egress_gateway.policy import PolicyFile
from spcs_local.egress_gateway.streams import Stream

HOSTS = IPv4Network("127.64.0.0/16")
SOURCE = "127.0.0.1"


def free_port() -> int:
    """On every address of this machine."""
    with socket.socket() as found:
        found.bind(("", 0))
        return int(found.getsockname()[1])


class World:
    """A gate, the file that it follows, and an echo outside."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "policy.json"
        self.egress = Egress(PolicyFile(self.path), IPv4Network("10.0.0.0/8"), HOSTS)

    async def start(self) -> None:
        """Listen; the way in is a port of the gate, the way on another."""
        self._server = await asyncio.start_server(self._echo, SOURCE, 0)
        self.port = free_port()

    async def stop(self) -> None:
        """Listen no more."""
        await self.allow()
        await self.egress.follow(self.egress._policy.policy)
        self._server.close()
        await self._server.wait_closed()

    async def connect(self, _host: str, _port: int, **_: bool) -> Stream:
        """The way on."""
        return await asyncio.open_connection(*self._server.sockets[0].getsockname())

    async def allow(self, *hosts: str) -> None:
        """These hosts alone."""
        part = self.path.with_name("part")
        part.write_text(json.dumps({"names": {}, "rules": {SOURCE: [[host, self.port, self.port] for host in hosts]}}))
        part.replace(self.path)

    async def _echo(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.read(100))
        await reader.read()
        writer.close()


def test_refuse_addresses_that_lead_back() -> None:
    passes = Egress(PolicyFile(Path("none")), IPv4Network("172.30.0.0/16"), HOSTS)._passes
    assert not passes("172.30.64.1", any_host=False)
    assert not passes("127.0.0.1", any_host=False)
    assert not passes("169.254.169.254", any_host=True)
    assert passes("192.0.2.1", any_host=True)


def test_find_nothing_that_no_rule_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def resolve(name: str) -> list[str]:
        asked.append(name)
        return ["192.0.2.1"]

    monkeypatch.setattr(module, "_resolve", resolve)
    path = tmp_path / "policy.json"
    any_host = ["0.0.0.0", 1, 0]  # noqa: S104 - how rules spell every host; no port, so that nothing listens
    path.write_text(json.dumps({"names": {}, "rules": {SOURCE: [any_host]}}))
    found = Egress(PolicyFile(path), IPv4Network("10.0.0.0/8"), HOSTS)
    assert asyncio.run(found.find("127.0.0.2", "open.example")) is None
    assert asyncio.run(found.find(SOURCE, "none.ab12.svc.spcs.internal")) is None
    assert asked == []
    assert asyncio.run(found.find(SOURCE, "open.example")) is not None


def test_end_a_connection_whose_rule_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_name: str) -> list[str]:
        return [SOURCE]

    world = World(tmp_path)
    monkeypatch.setattr(module, "_resolve", resolve)
    monkeypatch.setattr(world.egress, "_connect", world.connect)
    asyncio.run(_scenario(world))


async def _scenario(world: World) -> None:
    await world.start()
    await world.allow("open.example")
    [address] = await world.egress.find(SOURCE, "open.example") or []
    reader, writer = await asyncio.open_connection(address, world.port, local_addr=(SOURCE, 0))
    writer.write(b"hello")
    assert await reader.read(5) == b"hello"
    await world.allow("else.example")
    await world.egress.follow(world.egress._policy.policy)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    await writer.wait_closed()
    await world.stop()
