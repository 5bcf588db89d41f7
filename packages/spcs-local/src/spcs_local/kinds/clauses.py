"""Clauses that the grammar takes for every kind of object and Snowflake for some, by the grammar's rules.

Each kind lists its own; where SHOW may look follows from where its objects lie.
"""

from __future__ import annotations

from collections.abc import Mapping

from spcs_local.model.object_kinds import ACCOUNT, DATABASE, SCHEMA, ObjectKind

TERSE = "terse"
PAGES = ("starts_with", "limit")
RENAME = "new_name"
DROP_MODE = "drop_mode"
TRANSIENT, MANAGED_ACCESS = "transient", "managed_access"
_SCOPES: Mapping[str, frozenset[str]] = {
    ACCOUNT: frozenset({"in_account"}),
    DATABASE: frozenset({"in_account", "in_database", "in_any"}),
    SCHEMA: frozenset({"in_account", "in_database", "in_schema", "in_any"}),
}
# https://docs.snowflake.com/en/user-guide/object-tagging/introduction#supported-objects
TAGGED = frozenset(
    {
        *("COMPUTE POOL", "DATABASE", "INTEGRATION", "ROLE", "USER", "WAREHOUSE"),
        *("SCHEMA", "IMAGE REPOSITORY", "SERVICE", "STAGE"),
    }
)
CREATE_CLAUSES = (TRANSIENT, MANAGED_ACCESS)  # what CREATE says of an object besides its properties
SOME_KINDS = frozenset({TERSE, *PAGES, RENAME, DROP_MODE, TRANSIENT, MANAGED_ACCESS}) | _SCOPES[SCHEMA]


def has(kind: ObjectKind, clause: str) -> bool:
    """Whether Snowflake has this clause for the kind."""
    return clause not in SOME_KINDS or clause in kind.clauses or clause in _SCOPES[kind.scope]
