"""Writers that note what the account acknowledged, and the check that it is there still."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field

import httpx

from spcs_local_tests.soak.client import Client

FILES = "@DEMO.APP.FILES"


@dataclass
class Ledger:
    """What was acknowledged since the last kill: comments by role (None: dropped), MD5 by file."""

    roles: dict[str, str | None] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)  # MD5 of uploads that may not have been answered
    unsure: set[str] = field(default_factory=set)  # roles whose last statement was not answered
    statements: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)  # a writer has been through its first round


@dataclass
class Writer:
    """One session that writes without pause until the account is gone."""

    client: Client
    name: str
    ledger: Ledger

    async def write(self) -> None:
        """Roles made, commented and dropped, files uploaded."""
        number = 0
        try:
            while True:
                await self._round(f"{self.name}_{number}", dropped=number % 3 == 2, file=number % 2 == 1)
                number += 1
                self.ledger.begun.set()
        except (httpx.TransportError, httpx.HTTPStatusError):
            return  # killed

    async def _round(self, role: str, *, dropped: bool, file: bool) -> None:
        await self._change(role, f"CREATE ROLE {role}", "")
        await self._change(role, f"ALTER ROLE {role} SET COMMENT = 'of {role}'", f"of {role}")
        if dropped:
            await self._change(role, f"DROP ROLE {role}", None)
        if file:
            await self._upload(f"{role}.bin")

    async def _change(self, role: str, statement: str, comment: str | None) -> None:
        self.ledger.unsure.add(role)
        await self.client.run(statement)
        self.ledger.unsure.discard(role)
        self.ledger.roles[role] = comment
        self.ledger.statements += 1

    async def _upload(self, name: str) -> None:
        content = secrets.token_bytes(50_000)
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        self.ledger.tried[name] = digest
        await self.client.put(FILES, name, content)
        self.ledger.files[name] = digest
        self.ledger.statements += 1


async def lost(client: Client, ledger: Ledger, prefix: str) -> list[str]:
    """What was acknowledged and is not there, or is there in part."""
    comments = {row["name"]: row["comment"] for row in await client.run(f"SHOW ROLES LIKE '{prefix}%'")}
    sure = {role: comment for role, comment in ledger.roles.items() if role not in ledger.unsure}
    problems = [f"role {r}: {c!r}, is {comments.get(r)!r}" for r, c in sure.items() if comments.get(r) != c]
    digests = {row["name"].partition("/")[2]: row["md5"] for row in await client.run(f"LIST {FILES}/{prefix}")}
    problems += [f"file {name}: missing" for name in ledger.files if name not in digests]
    return problems + [f"file {name}: in part" for name, md5 in digests.items() if md5 != ledger.tried.get(name)]
