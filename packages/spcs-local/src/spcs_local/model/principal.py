"""Who asks: a user with the roles that count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Principal:
    """A signed-in user; `service` names the service whose own user this is."""

    user: str
    role: str | None
    secondary_roles: tuple[str, ...] = ()
    service: str | None = None
