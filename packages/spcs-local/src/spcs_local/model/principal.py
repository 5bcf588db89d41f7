"""Who asks: a user or a service, with the roles that count."""

from __future__ import annotations

from dataclasses import dataclass, field

NOTHING = 0  # no object has this id


@dataclass(frozen=True)
class Holder:
    """Whom a credential stands for: a user or a service by its id, which nothing else has or ever gets.

    `restriction` is the one role, by its id too, that the credential is good for.
    """

    id: int
    restriction: int | None = None
    by_access_token: bool = field(default=False, compare=False)  # how they signed in: not who they are


NOBODY = Holder(NOTHING)


@dataclass(frozen=True)
class Principal:
    """Somebody signed in. `user` is what they are called now: a user's name, a service's full one.

    `all_secondary`: secondary roles are all that they hold, whichever these are by the time they are asked for again.
    """

    user: str
    role: str | None
    secondary_roles: tuple[str, ...] = ()
    holder: Holder = NOBODY
    all_secondary: bool = field(default=False, compare=False)
