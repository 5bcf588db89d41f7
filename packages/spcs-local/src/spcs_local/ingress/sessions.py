"""Sign-ins at the ingress: opaque tokens, each good for one host, kept in memory."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

LIFETIME_SECONDS = 8 * 3600.0


@dataclass(frozen=True)
class _Session:
    host: str
    user: str
    expires: float


class Sessions:
    """Used from the ingress' event loop alone. Tokens are kept as hashes."""

    def __init__(self, lifetime: float = LIFETIME_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._sessions: dict[str, _Session] = {}

    def open(self, host: str, user: str) -> str:
        """A new token for the user on this host."""
        self._forget_expired()
        token = secrets.token_urlsafe(32)
        self._sessions[_key(token)] = _Session(host, user, self._clock() + self._lifetime)
        return token

    def user(self, host: str, token: str) -> str | None:
        """Whose token it is; None if it is unknown, expired or another host's."""
        session = self._sessions.get(_key(token))
        if session is None or session.host != host or session.expires <= self._clock():
            return None
        return session.user

    def close(self, host: str, token: str) -> None:
        """End the token's session on this host."""
        if self.user(host, token) is not None:
            del self._sessions[_key(token)]

    def _forget_expired(self) -> None:
        now = self._clock()
        self._sessions = {key: session for key, session in self._sessions.items() if session.expires > now}


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
