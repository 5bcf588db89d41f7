"""Operations that a killed engine left pending, and what became of each in the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from components.account_objects import ObjectName
from components.comments import MADE_BY
from components.deployment import Deployment, Operation, State, needs
from components.new_resources import GRANT_PRIVILEGES
from components.recorded_objects import INGRESS, making_role, object_name
from components.recovery.account import Account
from components.session import Row

CREATING = "creating"
# what changes the account; images, rolls and sign-ins can be done again without a look
CHANGING = (
    "snowflake:",
    INGRESS,
    "pulumi-python:dynamic/extra_grants:ExtraGrants",
    "pulumi-python:dynamic/service_role:ServiceRole",
    "pulumi-python:dynamic/stage_file:StageFile",
    "pulumi-python:dynamic/object_tags:ObjectTags",
)


@dataclass(frozen=True)
class Finding:
    """`told` is what a person is told. `adopted` is an object that goes into the state, `refreshed` what is looked at
    once more by the engine, `foreign` what stands in the way."""

    operation: Operation
    told: str
    adopted: ObjectName | None = None
    owner: str | None = None
    outputs: Mapping[str, Any] | None = field(default=None, repr=False)
    refreshed: bool = False
    foreign: str | None = None

    @property
    def line(self) -> str:
        """As it is shown."""
        return f"{self.operation.kind} {self.operation.urn.rpartition('::')[2]}: {self.told}"


def examine(deployment: Deployment, account: Account) -> list[Finding]:
    """What became of each, by asking the account for what a second CREATE would refuse. Raises StatementError."""
    return [
        _created(deployment, it, account) if it.kind == CREATING else _changed(deployment, it)
        for it in deployment.pending
    ]


def _changed(deployment: Deployment, operation: Operation) -> Finding:
    """Updates and deletions may be done again; whether they have to be, a refresh sees."""
    seen = deployment.find(operation.urn) is not None and operation.resource["type"].startswith(CHANGING)
    told = "looked at, and done again if it has to be" if seen else "may be done again: forgotten"
    return Finding(operation, told, refreshed=seen)


def revoked(deployment: Deployment) -> list[str]:
    """Grants of which a refresh has seen that they are gone: it leaves them in the state, without a privilege. Not
    those that others rest on: such a grant was not being deleted, and the next run gives it again."""
    rested_on = {urn for it in deployment.resources for urn in needs(it)}
    return [it["urn"] for it in deployment.resources if _is_revoked(it) and it["urn"] not in rested_on]


def _is_revoked(resource: State) -> bool:
    found = resource.get("outputs") or {}
    return resource["type"] == GRANT_PRIVILEGES and not (found.get("privileges") or found.get("allPrivileges"))


def _created(deployment: Deployment, operation: Operation, account: Account) -> Finding:
    made = object_name(operation.resource["type"], operation.resource.get("inputs", {}))
    if made is None:
        return Finding(operation, "may be done again: forgotten")
    recorded = deployment.find(operation.urn)
    if recorded is not None and "id" in recorded and not recorded.get("pendingReplacement"):
        return Finding(operation, f"{made} is in the state already", refreshed=True)
    row = account.look(made, making_role(deployment, operation.resource))
    if row is None:
        return Finding(operation, f"{made} is not there: forgotten")
    if row.get("comment") == operation.resource["inputs"].get("comment") and is_ours(row):
        return _adopted(operation, made, row)
    if operation.resource["type"] == INGRESS:  # which is used as it is, whosever it is
        return Finding(operation, f"{made} is another's, which the stack uses: forgotten")
    return Finding(operation, f"{made} is another's", foreign=_foreign(made, row))


def _adopted(operation: Operation, made: ObjectName, row: Row) -> Finding:
    inputs, owner = operation.resource["inputs"], str(row.get("owner") or "") or None
    outputs = {**inputs, "made_here": True} if operation.resource["type"] == INGRESS else None
    told = f"{made} is there, with this stack's comment: put into the state"
    return Finding(operation, told, adopted=made, owner=owner, outputs=outputs, refreshed=True)


def is_ours(row: Row) -> bool:
    """Whether a stack says that it made it."""
    return str(row.get("comment") or "").startswith(MADE_BY)


def _foreign(made: ObjectName, row: Row) -> str:
    owned = f", owned by {row['owner']}" if row.get("owner") else ""
    comment = f"its comment is {row['comment']!r}" if row.get("comment") else "it has no comment"
    return f"{made}: there{owned}; {comment}"
