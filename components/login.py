"""Who services are to what they reach by a user and a password."""

from __future__ import annotations

from dataclasses import dataclass

from components.secret import Secret
from components.sql import Identifier


@dataclass(frozen=True, kw_only=True)
class Login:
    """Such a user, and the secret of the account from which services have it."""

    secret: Identifier
    user: str
    password: Secret
