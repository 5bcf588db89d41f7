"""Statements on the kinds of objects.lark, and what some of them do of their own."""

from __future__ import annotations

from collections.abc import Callable

from local.errors import NotSupportedError
from local.handlers import generic, show
from local.handlers.call import Call, Handler
from local.model import databases, warehouses
from local.model.objects import StoredObject
from local.model.result import Result, status

Act = Callable[[Call, StoredObject, str], None]
# what ALTER does besides SET, UNSET and RENAME, and the privileges that suffice for it
_ACTIONS: dict[tuple[str, str], tuple[tuple[str, ...], Act]] = {
    ("WAREHOUSE", "SUSPEND"): (("OPERATE",), warehouses.act),
    ("WAREHOUSE", "RESUME"): (("OPERATE",), warehouses.act),
    ("WAREHOUSE", "RESUME IF SUSPENDED"): (("OPERATE",), warehouses.act),
    ("SCHEMA", "ENABLE MANAGED ACCESS"): ((), databases.manage_access),
    ("SCHEMA", "DISABLE MANAGED ACCESS"): ((), databases.manage_access),
}


def _create(call: Call) -> Result:
    return generic.create(call, call.args["kind"])


def _alter_set(call: Call) -> Result:
    return generic.alter_set(call, call.args["kind"])


def _alter_unset(call: Call) -> Result:
    return generic.alter_unset(call, call.args["kind"])


def _alter_rename(call: Call) -> Result:
    return generic.rename(call, call.args["kind"])


def _alter_action(call: Call) -> Result:
    kind, action = call.args["kind"], call.args["action"]
    privileges, act = _ACTIONS.get((kind, action), ((), None))
    if act is None:
        raise NotSupportedError(f"ALTER {kind} … {action}")
    with call.account.catalog.transaction():
        found = generic.find_or_skip(call, kind)
        if found is not None:
            call.access.require(found, *privileges)
            act(call, found, action)
    return status(generic.DONE)


def _drop(call: Call) -> Result:
    return generic.drop(call, call.args["kind"])


def _show(call: Call) -> Result:
    kind = next(k for k in call.account.kinds.values() if k.plural == call.args["plural"])
    return show.show(call, kind.name)


def _describe(call: Call) -> Result:
    return generic.describe(call, call.args["kind"])


HANDLERS: dict[str, Handler] = {
    "create": _create,
    "alter_set": _alter_set,
    "alter_unset": _alter_unset,
    "alter_rename": _alter_rename,
    "alter_action": _alter_action,
    "drop": _drop,
    "show": _show,
    "describe": _describe,
}
