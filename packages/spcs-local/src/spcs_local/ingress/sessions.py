"""Sign-ins at the ingress: opaque tokens, each good for one host, kept in memory."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from spcs_local.model.principal import Holder

LIFETIME_SECONDS = 8 * 3600.0


@dataclass(frozen=True)
class _Session:
    host: str
    holder: Holder
    expires: float


class Sessions:
    """Used from the ingress' event loop alone. Tokens are kept as hashes."""

    def __init__(self, lifetime: float = LIFETIME_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._sessions: dict[str, _Session] = {}

    def open(self, host: str, holder: Holder) -> str:
        """A new token for whoever signed in on this host: no more than what they signed in with is good for."""
        self._forget_expired()
        token = secrets.token_urlsafe(32)
        self._sessions[_key(token)] = _Session(host, holder, self._clock() + self._lifetime)
        return token

    def holder(self, host: str, token: str) -> Holder | None:
        """Whose token it is; None if it is unknown, expired or another host's."""
        session = self._sessions.get(_key(token))
        if session is None or session.host != host or session.expires <= self._clock():
            return None
        return session.holder

    def close(self, host: str, token: str) -> None:
        """End the token's session on this host."""
        if self.holder(host, token) is not None:
            del self._sessions[_key(token)]

    def _forget_expired(self) -> None:
        now = self._clock()
        self._sessions = {key: session for key, session in self._sessions.items() if session.expires > now}


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
