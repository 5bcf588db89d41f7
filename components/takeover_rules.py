"""What of an object cannot be altered, and so has to be as the program wants it before the stack takes it over.

The provider would make such an object anew, with all that it holds: its properties that replace are asked of here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from components import account_objects as kinds
from components.account_objects import Kind, ObjectName
from components.problems import Problem
from components.session import Row
from components.specification import block_volumes

Inputs = Mapping[str, Any]
# what it is, what is allowed, and what to do
Differing = tuple[str, str, str]
SPECIFICATION = "specification"  # of a service, in its inputs here: the text, wherever the program puts it
SSE, CLIENT_SIDE = "INTERNAL NO CSE", "INTERNAL"
_SNAPSHOT = "take a snapshot of its block volumes first, if it has any (docs/data.md)"


def differing(name: ObjectName, row: Row, inputs: Inputs) -> Problem | None:
    """`row` is what the account tells of it, of a service with what DESCRIBE does."""
    check = _CHECKS.get(name.kind)
    found = check(row, inputs, name) if check else None
    return Problem(str(name), *found) if found else None


def drop(name: ObjectName) -> str:
    """What to do about a service that cannot be the stack's."""
    return f"{_SNAPSHOT}, then let its owner run {name.drop}: pulumi up makes it anew"


def _pool(row: Row, inputs: Inputs, _name: ObjectName) -> Differing | None:
    family = str(row.get("instance_family"))
    if family == inputs.get("instanceFamily"):
        return None
    wanted = f"instance family {inputs.get('instanceFamily')}"
    return f"of instance family {family}", wanted, f"set instanceFamily of this pool to {family}"


def _stage(row: Row, inputs: Inputs, name: ObjectName) -> Differing | None:
    """SHOW tells of the encryption by the type; https://docs.snowflake.com/en/sql-reference/sql/show-stages"""
    wanted, found = SSE if inputs.get("encryption") else CLIENT_SIDE, str(row.get("type"))
    if found == wanted:
        return None
    meant = {
        SSE: "an internal stage with ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')",
        CLIENT_SIDE: "an internal stage with Snowflake's own encryption",
    }
    remedy = f"get its files, let its owner run {name.drop}, and put them on the stage that pulumi up makes"
    return f"of type {found}", f"type {wanted}, {meant[wanted]}", remedy


def _rule(row: Row, inputs: Inputs, name: ObjectName) -> Differing | None:
    found, wanted = (row.get("type"), row.get("mode")), (inputs.get("type"), inputs.get("mode"))
    if found == wanted:
        return None
    remedy = f"set networkRule to another name, or let its owner run {name.drop}"
    return f"of type {found[0]} and mode {found[1]}", f"type {wanted[0]} and mode {wanted[1]}", remedy


def _database(row: Row, _inputs: Inputs, _name: ObjectName) -> Differing | None:
    kind = str(row.get("kind") or "STANDARD")
    if kind != "STANDARD" or row.get("origin"):
        return f"of kind {kind}", "one of the account's own", "set database to another name"
    return _transient(row, "database")


def _schema(row: Row, _inputs: Inputs, _name: ObjectName) -> Differing | None:
    return _transient(row, "schema")


def _transient(row: Row, setting: str) -> Differing | None:
    if "TRANSIENT" not in str(row.get("options")):
        return None
    allowed = f"a {setting} that is not: with what lies in it, it stays what it was made as"
    return "transient", allowed, f"set {setting} to another name, or use it as it is (docs/existing.md)"


def _user(row: Row, _inputs: Inputs, name: ObjectName) -> Differing | None:
    found = str(row.get("type") or "PERSON")
    if found == "PERSON":
        return None
    return f"of type {found}", "a person", f"let its owner run ALTER {name.sql} SET TYPE = PERSON"


def _integration(row: Row, _inputs: Inputs, _name: ObjectName) -> Differing | None:
    found = str(row.get("type"))
    if found == "EXTERNAL_ACCESS":
        return None
    return f"of type {found}", "type EXTERNAL_ACCESS", "set egressIntegration to another name"


def _service(row: Row, inputs: Inputs, name: ObjectName) -> Differing | None:
    """https://docs.snowflake.com/en/developer-guide/snowpark-container-services/block-storage-volume"""
    pool = row.get("compute_pool")
    if pool != inputs.get("computePool"):
        return f"in compute pool {pool}", f"compute pool {inputs.get('computePool')}", drop(name)
    if not row.get("spec") or SPECIFICATION not in inputs:
        return None
    wanted, found = block_volumes(inputs[SPECIFICATION]), block_volumes(str(row["spec"]))
    if found != wanted:
        return f"with {_volumes(found)}", f"{_volumes(wanted)}: a service keeps those that it was made with", drop(name)
    instances = str(row.get("min_instances"))
    if found and instances != str(inputs.get("minInstances")):
        fixed = f"{inputs.get('minInstances')} instances: a service with block volumes keeps their number"
        return f"of {instances} instances", fixed, f"set instances of this service to {instances}"
    return None


def _volumes(found: Mapping[str, str]) -> str:
    sizes = ", ".join(f"{name} of {size}" for name, size in found.items())
    return f"block volume {sizes}" if sizes else "no block volume"


_CHECKS: Mapping[Kind, Callable[[Row, Inputs, ObjectName], Differing | None]] = {
    kinds.COMPUTE_POOL: _pool,
    kinds.STAGE: _stage,
    kinds.NETWORK_RULE: _rule,
    kinds.DATABASE: _database,
    kinds.SCHEMA: _schema,
    kinds.USER: _user,
    kinds.INTEGRATION: _integration,
    kinds.SERVICE: _service,
}
