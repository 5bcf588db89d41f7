"""Statements on the kinds of objects.lark, and what some of them do of their own."""

from __future__ import annotations

from collections.abc import Callable

from spcs_local.handlers import object_lifecycle, show
from spcs_local.handlers.call import Call, on, registered
from spcs_local.handlers.syntax import of_kind
from spcs_local.kinds import databases, warehouses
from spcs_local.kinds.change import Change
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.statements.rules import objects

Act = Callable[[Change, StoredObject, str], None]
# what ALTER does besides SET, UNSET and RENAME, and the privileges that suffice for it
_ACTIONS: dict[tuple[str, str], tuple[tuple[str, ...], Act]] = {
    ("WAREHOUSE", "SUSPEND"): (("OPERATE",), warehouses.act),
    ("WAREHOUSE", "RESUME"): (("OPERATE",), warehouses.act),
    ("WAREHOUSE", "RESUME IF SUSPENDED"): (("OPERATE",), warehouses.act),
    ("SCHEMA", "ENABLE MANAGED ACCESS"): ((), databases.manage_access),
    ("SCHEMA", "DISABLE MANAGED ACCESS"): ((), databases.manage_access),
}


def _alter_action(call: Call[objects.AlterAction]) -> Result:
    kind, action = call.statement.kind, call.statement.action
    privileges, act = _ACTIONS.get((kind, action), ((), None))
    if act is None:
        raise call.unexpected(action)
    with call.model.catalog.transaction():
        found = object_lifecycle.find_or_skip(call, kind)
        if found is not None:
            call.access.require(found, *privileges)
            act(object_lifecycle.change_of(call, found), found, action)
    return status(object_lifecycle.DONE)


def _show(call: Call[objects.Show]) -> Result:
    asked = call.statement
    kind = next(k for k in call.language.kinds.values() if k.plural == asked.plural)
    return show.show(call, kind.name, asked.in_scope, terse=asked.terse)


HANDLERS = registered(
    on(objects.Create, of_kind(object_lifecycle.create)),
    on(objects.AlterSet, of_kind(object_lifecycle.alter_set)),
    on(objects.AlterUnset, of_kind(object_lifecycle.alter_unset)),
    on(objects.AlterRename, of_kind(object_lifecycle.rename)),
    on(objects.AlterAction, _alter_action),
    on(objects.Drop, of_kind(object_lifecycle.drop)),
    on(objects.Show, _show),
    on(objects.Describe, of_kind(object_lifecycle.describe)),
)
