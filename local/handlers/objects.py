"""Statements on the kinds of objects.lark, and what some of them do of their own."""

from __future__ import annotations

from local.errors import NotSupportedError
from local.handlers import generic, show
from local.handlers.call import Call, Handler
from local.model import warehouses
from local.model.result import Result, status


def _create(call: Call) -> Result:
    return generic.create(call, call.args["kind"])


def _alter_set(call: Call) -> Result:
    return generic.alter_set(call, call.args["kind"])


def _alter_unset(call: Call) -> Result:
    return generic.alter_unset(call, call.args["kind"])


def _alter_rename(call: Call) -> Result:
    return generic.rename(call, call.args["kind"])


def _alter_action(call: Call) -> Result:
    if call.args["kind"] != "WAREHOUSE":
        raise NotSupportedError(f"ALTER {call.args['kind']} … {call.args['action']}")
    with call.account.catalog.transaction():
        found = generic.find_or_skip(call, "WAREHOUSE")
        if found is not None:
            call.access.require(found, "OPERATE")
            warehouses.act(call, found, call.args["action"])
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
