"""Objects that carry the stack's comment, and that its state does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components import account_objects as objects
from components.account_objects import Kind, ObjectName, owner_by
from components.deployment import Deployment
from components.recorded_objects import recorded_names
from components.recovery.account import Account
from components.session import Row, StatementError

# in the order in which they can be dropped
KINDS = (
    *(objects.SERVICE, objects.COMPUTE_POOL, objects.INTEGRATION, objects.NETWORK_RULE, objects.SECRET, objects.STAGE),
    *(objects.IMAGE_REPOSITORY, objects.SCHEMA, objects.DATABASE, objects.WAREHOUSE, objects.USER, objects.ROLE),
)


@dataclass(frozen=True)
class Leftover:
    """`owner` is the role that may drop it, where the account says so."""

    name: ObjectName
    owner: str

    def __str__(self) -> str:
        by = f" as {self.owner}" if self.owner else ""
        return f"{self.name}: {self.name.drop}{by}"


def left_over(deployment: Deployment, comment: str, account: Account) -> Iterator[Leftover]:
    """What the user's roles can see, 10,000 of a kind at most. Raises StatementError."""
    recorded = recorded_names(deployment)
    account.see_all()
    for kind in KINDS:
        for row in account.rows(f"SHOW {kind.plural}" + (" IN ACCOUNT" if kind.around else "")):
            if row.get("comment") == comment and (name := _name(kind, row)) and name not in recorded:
                yield Leftover(name, str(row.get("owner") or _owner(name, account)))


def _owner(name: ObjectName, account: Account) -> str:
    """Of what SHOW tells no owner, as of an integration; empty where the roles may not see it."""
    try:
        return owner_by(account.rows(f"SHOW GRANTS ON {name.sql}")) or ""
    except StatementError:
        return ""


def _name(kind: Kind, row: Row) -> ObjectName | None:
    """None for what no program of this project can have named."""
    parts = [*(row.get(f"{around.word}_name") for around in kind.around), row["name"]]
    try:
        return ObjectName.of(kind, *map(str, parts))
    except ValueError:
        return None
