"""What workloads sign in as: an issuer's subject for a user. https://docs.snowflake.com/en/user-guide/workload-identity-federation"""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass

from spcs_local.catalog import Catalog, Row
from spcs_local.errors import InvalidWorkloadIdentityError

DEFAULT_AUDIENCE = "snowflakecomputing.com"


@dataclass(frozen=True)
class WorkloadIdentity:
    """Who a token has to be of, and for whom. Without `audiences` it is for Snowflake."""

    issuer: str
    subject: str
    audiences: tuple[str, ...] = ()
    created_on: float = 0.0
    last_used: float | None = None

    @property
    def accepted(self) -> tuple[str, ...]:
        """The audiences of which a token has to be for one."""
        return self.audiences or (DEFAULT_AUDIENCE,)


class WorkloadIdentities:
    """One a user, and no two users with the same."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def give(self, user_id: int, identity: WorkloadIdentity | None) -> None:
        """Give a user this one, or none, in place of any other."""
        self._catalog.execute("DELETE FROM workload_identities WHERE user_id = ?", (user_id,))
        if identity is None:
            return
        try:
            self._catalog.execute(
                "INSERT INTO workload_identities VALUES (?, ?, ?, ?, ?, NULL)",
                (user_id, identity.issuer, identity.subject, json.dumps(identity.audiences), time.time()),
            )
        except sqlite3.IntegrityError:
            taken = "one that no other user has with this ISSUER"
            raise InvalidWorkloadIdentityError("SUBJECT", identity.subject, taken) from None

    def of(self, user_id: int) -> WorkloadIdentity | None:
        """A user's."""
        row = self._catalog.row("SELECT * FROM workload_identities WHERE user_id = ?", (user_id,))
        return _identity(row) if row else None

    def find(self, issuer: str, subject: str) -> tuple[int, WorkloadIdentity] | None:
        """The user whose it is, by id."""
        sql = "SELECT * FROM workload_identities WHERE issuer = ? AND subject = ?"
        row = self._catalog.row(sql, (issuer, subject))
        return (row["user_id"], _identity(row)) if row else None

    def used(self, user_id: int) -> None:
        """Keep when the user signed in by it."""
        self._catalog.execute("UPDATE workload_identities SET last_used = ? WHERE user_id = ?", (time.time(), user_id))


def _identity(row: Row) -> WorkloadIdentity:
    audiences = tuple(json.loads(row["audiences"]))
    return WorkloadIdentity(row["issuer"], row["subject"], audiences, row["created_on"], row["last_used"])
