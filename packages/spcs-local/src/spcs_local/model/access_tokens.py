"""Programmatic access tokens. https://docs.snowflake.com/en/user-guide/programmatic-access-tokens"""

from __future__ import annotations

import time
from collections.abc import Callable

from spcs_local.catalog import Catalog, Row
from spcs_local.errors import OtherUserError, SignInFailedError
from spcs_local.model.credentials import new_token, token_hash
from spcs_local.model.logins import enabled, names
from spcs_local.model.objects import Objects
from spcs_local.model.principal import Holder

PREFIX = "pat:"
_DAY = 86400


class AccessTokens:
    """Rows of the access_tokens table: the hash of a token, whose it is, and the one role that it is good for."""

    def __init__(self, catalog: Catalog, objects: Objects, clock: Callable[[], float] = time.time) -> None:
        self._catalog = catalog
        self._objects = objects
        self._clock = clock

    def holder(self, token: str, login: str = "") -> Holder:
        """Whose a token is. Who signs in under a name has to be that user."""
        row = self._row(token)
        if row is None or row["expires_on"] < self._clock():
            raise SignInFailedError("Programmatic access token is invalid.", 394400)
        user = enabled(self._objects.get(row["user_id"]))
        if login and not names(login, user):
            raise OtherUserError
        return Holder(user.id, row["role_id"], by_access_token=True)

    def knows(self, token: str) -> bool:
        """Whether a text is a token at all, and no password."""
        return token.startswith(PREFIX) and self._row(token) is not None

    def make(self, user_id: int, name: str, role_id: int | None, days: int) -> str:
        """A new token; its text is shown this once."""
        token = new_token(PREFIX.removesuffix(":"))
        now = self._clock()
        self._catalog.execute(
            "INSERT INTO access_tokens VALUES (?, ?, ?, ?, ?, ?)",
            (user_id, name, token_hash(token), role_id, now + days * _DAY, now),
        )
        return token

    def remove(self, user_id: int, name: str) -> bool:
        """Take a token away; whether there was one."""
        sql = "DELETE FROM access_tokens WHERE user_id = ? AND name = ?"
        return self._catalog.change(sql, (user_id, name)) > 0

    def of(self, user_id: int) -> list[Row]:
        """A user's, without their texts; with the name of the role."""
        sql = (
            "SELECT t.name, t.expires_on, t.created_on, r.name AS role FROM access_tokens t"
            " LEFT JOIN objects r ON r.id = t.role_id WHERE t.user_id = ? ORDER BY t.name"
        )
        return self._catalog.rows(sql, (user_id,))

    def _row(self, token: str) -> Row | None:
        return self._catalog.row("SELECT * FROM access_tokens WHERE hash = ?", (token_hash(token),))
