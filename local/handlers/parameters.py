"""ALTER SESSION and SHOW PARAMETERS."""

from __future__ import annotations

from typing import Any

from local.handlers.call import Call, Handler
from local.handlers.generic import DONE
from local.handlers.show import filters
from local.model.columns import spelled
from local.model.parameters import BY_NAME, PARAMETERS, value_of
from local.model.result import Result, ResultColumn, status

_COLUMNS = tuple(ResultColumn(name) for name in ("key", "value", "default", "level", "description", "type"))


def _set(call: Call) -> Result:
    values = {name: value_of(name, value) for name, value in call.args["options"].items()}
    call.session.parameters = call.session.parameters | values
    return status(DONE)


def _unset(call: Call) -> Result:
    for name in call.args["words"]:
        value_of(name, BY_NAME[name].default if name in BY_NAME else "")
        call.session.parameters.pop(name, None)
    return status(DONE)


def _show(call: Call) -> Result:
    scope, values = _scope(call)
    wanted = filters(call)
    rows = []
    for parameter in PARAMETERS:
        if scope not in parameter.on or not wanted(parameter.name):
            continue
        default = str(spelled(parameter.default))
        value = str(spelled(values.get(parameter.name, parameter.default)))
        rows.append([parameter.name, value, default, "" if value == default else scope, "", parameter.type])
    return Result(_COLUMNS, rows)


def _scope(call: Call) -> tuple[str, dict[str, Any]]:
    """What the parameters belong to, and the values set there."""
    asked = call.args.get("parameters_scope")
    if asked is None:
        return "SESSION", call.session.parameters
    if "name" not in asked:
        word = asked["scope_word"]
        return word, call.session.parameters if word == "SESSION" else {}
    found = call.find(asked["scope_word"], asked["name"])
    return found.kind, found.properties


HANDLERS: dict[str, Handler] = {
    "alter_session_set": _set,
    "alter_session_unset": _unset,
    "show_parameters": _show,
}
