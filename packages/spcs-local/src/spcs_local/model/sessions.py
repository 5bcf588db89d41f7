"""Sessions: their tokens and their state, in memory and in the catalog."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from spcs_local.catalog import Catalog
from spcs_local.errors import SessionGoneError
from spcs_local.model.credentials import new_token, token_hash
from spcs_local.model.session import Session, restore
from spcs_local.settings import Behaviour

MOST_SESSIONS = 10_000


@dataclass(frozen=True)
class Tokens:
    """What a client is given at sign-in and at renewal."""

    session_id: int
    session_token: str
    master_token: str | None
    session_seconds: int
    master_seconds: int


class Sessions:
    """Open sessions. A token is kept as its hash alone."""

    def __init__(self, catalog: Catalog, behaviour: Behaviour, clock: Callable[[], float]) -> None:
        self._catalog = catalog
        self._behaviour = behaviour
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[bytes, tuple[Session, float]] = {}

    def open(self, session: Session) -> Tokens:
        """Keep a new session; its tokens."""
        now = self._clock()
        token, master = new_token("ses"), new_token("mas")
        self._insert(session, token, master, now)
        return Tokens(session.id, token, master, self._behaviour.sessionSeconds, self._behaviour.masterSeconds)

    def by_token(self, token: str) -> Session:
        """The session of a session token."""
        digest = token_hash(token)
        with self._lock:
            known = self._open.get(digest)
        if known is None:
            row = self._catalog.row("SELECT state, token_expires FROM sessions WHERE token_hash = ?", (digest,))
            if row is None:
                raise SessionGoneError
            known = (restore(row["state"]), row["token_expires"])
            if known[1] >= self._clock():
                with self._lock:
                    known = self._open.setdefault(digest, known)
        if known[1] < self._clock():
            raise SessionGoneError(390112)
        return known[0]

    def in_memory(self, token: str) -> Session | None:
        """The session of a session token, if that is known without asking the catalog."""
        with self._lock:
            known = self._open.get(token_hash(token))
        return known[0] if known is not None and known[1] >= self._clock() else None

    def renew(self, master: str) -> Tokens:
        """A new session token for the session of a master token."""
        row = self._by_master(master)
        now = self._clock()
        token = new_token("ses")
        expires = now + self._behaviour.sessionSeconds
        with self._lock:
            known = self._open.pop(row[1], None)
            session = known[0] if known else restore(row[2])
            self._open[token_hash(token)] = (session, expires)
        self._catalog.execute(
            "UPDATE sessions SET token_hash = ?, token_expires = ?, master_expires = ? WHERE id = ?",
            (token_hash(token), expires, now + self._behaviour.masterSeconds, row[0]),
        )
        return Tokens(row[0], token, master, self._behaviour.sessionSeconds, self._behaviour.masterSeconds)

    def issue(self, session: Session) -> Tokens:
        """A session token of its own for the same user: what registries and programs are given."""
        now = self._clock()
        token = new_token("ses")
        copy = restore(session.state())
        copy.id = new_id()
        self._insert(copy, token, None, now)
        return Tokens(copy.id, token, None, self._behaviour.sessionSeconds, 0)

    def extend(self, token: str) -> None:
        """A heartbeat: the session token lives on."""
        session = self.by_token(token)
        expires = self._clock() + self._behaviour.sessionSeconds
        digest = token_hash(token)
        with self._lock:
            if digest not in self._open:  # closed meanwhile
                raise SessionGoneError
            self._open[digest] = (session, expires)
        self._catalog.execute("UPDATE sessions SET token_expires = ? WHERE token_hash = ?", (expires, digest))

    def save(self, session: Session) -> None:
        """Keep what USE or ALTER SESSION changed."""
        self._catalog.execute("UPDATE sessions SET state = ? WHERE id = ?", (session.state(), session.id))

    def close(self, token: str) -> None:
        """Forget the session; one that is not there is an error."""
        digest = token_hash(token)
        with self._lock:
            self._open.pop(digest, None)
        if not self._catalog.change("DELETE FROM sessions WHERE token_hash = ?", (digest,)):
            raise SessionGoneError

    def close_all(self, holder: int) -> None:
        """Forget every session of a user that is dropped or disabled, or of a service that is dropped."""
        with self._lock:
            self._open = {key: value for key, value in self._open.items() if value[0].holder != holder}
        self._catalog.execute("DELETE FROM sessions WHERE holder_id = ?", (holder,))

    def _make_room(self, holder: int, now: float) -> None:
        """Forget what has expired, and of a user with too many sessions, or with the most of too many, the oldest."""
        self._catalog.execute("DELETE FROM sessions WHERE master_expires < ? AND token_expires < ?", (now, now))
        with self._lock:
            self._open = {digest: known for digest, known in self._open.items() if known[1] >= now}
        self._keep_newest(holder, self._behaviour.sessionsPerUser - 1)
        row = self._catalog.row(
            "SELECT SUM(n) AS total, MAX(n) AS most, holder_id FROM"
            " (SELECT COUNT(*) AS n, holder_id FROM sessions GROUP BY holder_id)"
        )
        if row is not None and (row["total"] or 0) >= MOST_SESSIONS:
            self._keep_newest(row["holder_id"], row["most"] - 1)

    def _keep_newest(self, holder: int, count: int) -> None:
        rows = self._catalog.rows(
            "SELECT id, token_hash FROM sessions WHERE holder_id = ? ORDER BY token_expires DESC LIMIT -1 OFFSET ?",
            (holder, max(count, 0)),
        )
        for row in rows:
            with self._lock:
                self._open.pop(bytes(row["token_hash"]), None)
            self._catalog.execute("DELETE FROM sessions WHERE id = ?", (row["id"],))

    def _insert(self, session: Session, token: str, master: str | None, now: float) -> None:
        self._make_room(session.holder, now)
        expires = now + self._behaviour.sessionSeconds
        digest = token_hash(token)
        self._catalog.execute(
            "INSERT INTO sessions (id, holder_id, token_hash, master_hash, token_expires, master_expires, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                session.id,
                session.holder,
                digest,
                token_hash(master) if master else None,
                expires,
                now + self._behaviour.masterSeconds if master else 0,
                session.state(),
            ),
        )
        with self._lock:
            self._open[digest] = (session, expires)

    def _by_master(self, master: str) -> tuple[int, bytes, str]:
        row = self._catalog.row(
            "SELECT id, token_hash, state, master_expires FROM sessions WHERE master_hash = ?", (token_hash(master),)
        )
        if row is None:
            raise SessionGoneError
        if row["master_expires"] < self._clock():
            raise SessionGoneError(390114)
        return row["id"], bytes(row["token_hash"]), row["state"]


def new_id() -> int:
    """A session's number: as long as Snowflake's, and not to be guessed."""
    return secrets.randbelow(2**52) + 2**52
