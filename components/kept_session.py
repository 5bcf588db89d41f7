"""A session that outlives what was signed in with: a workload identity's token, or secrets that only the engine reads.

The credential helper gets tokens from it until it ends: some hours after the last one, as the account has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.connection import Connection
from components.platforms import locked
from components.registry_token import STAYS, RegistryToken, issued, rest
from components.session import StatementError, connected, place_arguments, sign_in_arguments
from components.whole_files import write_whole


@dataclass(frozen=True)
class KeptSession:
    """The session for a registry's host; its tokens lie in a file for its owner alone."""

    host: str
    directory: Path

    @classmethod
    def of(cls, host: str, environment: Mapping[str, str]) -> KeptSession:
        """Where files of one login lie, which the system removes; else in the user's cache."""
        parent = environment.get("XDG_RUNTIME_DIR") or environment.get("XDG_CACHE_HOME")
        return cls(host, (Path(parent) if parent else Path.home() / ".cache") / "milvus-spcs" / "registry-sessions")

    @property
    def file(self) -> Path:
        return self.directory / f"{self.host}.json"

    def begin(self, connection: Connection, role: str) -> None:
        """Sign in, and keep the session in place of the one before. Raises StatementError."""
        self.end()
        arguments = {**sign_in_arguments(connection, role), **STAYS}
        with connected(f"{connection.account} as {role}", **arguments) as opened:
            self._keep(place_arguments(connection), opened)

    def token(self) -> RegistryToken | None:
        """Another one; None where no session is kept. Raises StatementError where it has ended."""
        if not self.file.exists():
            return None
        with self._resumed(**STAYS) as (place, opened):
            self._keep(place, opened)
            return issued(opened)

    def end(self) -> bool:
        """Sign out of it, if there is one, and say so."""
        if not self.file.exists():
            return False
        with suppress(StatementError), self._resumed():
            pass
        self.file.unlink()
        return True

    @contextmanager
    def _resumed(self, **options: bool) -> Iterator[tuple[dict[str, Any], Any]]:
        """Where it is, and the connection. One after the other: each is given tokens in place of the last one's."""
        with (self.directory / "lock").open("w") as lock, locked(lock):
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            place, tokens = kept["place"], kept["tokens"]
            where = f"{place['account']} with the session that make registry-login kept for {self.host}"
            with connected(where, **place, **tokens, **options) as opened:
                yield place, opened

    def _keep(self, place: Mapping[str, Any], opened: Any) -> None:
        found = rest(opened)
        tokens = {"session_token": found.token, "master_token": found.master_token}
        write_whole(self.file, json.dumps({"place": place, "tokens": tokens}))
