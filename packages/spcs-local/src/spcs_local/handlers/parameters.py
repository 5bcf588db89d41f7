"""ALTER SESSION and SHOW PARAMETERS."""

from __future__ import annotations

from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.handlers.show import filters
from spcs_local.kinds.columns import spelled
from spcs_local.model.parameter_table import BY_NAME, PARAMETERS, SESSION
from spcs_local.model.parameters import Levels, in_force, object_levels, session_levels, value_of
from spcs_local.model.query_result import Result, ResultColumn, status

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
    scope, levels = _scope(call)
    wanted = filters(call)
    rows = []
    for parameter in PARAMETERS:
        if scope not in parameter.on or not wanted(parameter.name):
            continue
        value, level = in_force(parameter, levels)
        rows.append([parameter.name, str(spelled(value)), str(spelled(parameter.default)), level, "", parameter.type])
    return Result(_COLUMNS, rows)


def _scope(call: Call) -> tuple[str, Levels]:
    """What the parameters belong to, and what is set there and above."""
    asked = call.args.get("parameters_scope", {"scope_word": SESSION})
    word, objects = asked["scope_word"], call.model.objects
    if "name" in asked:
        return word, object_levels(objects, call.find(word, asked["name"]))
    return word, session_levels(objects, call.session) if word == SESSION else ()


HANDLERS: dict[str, Handler] = {
    "alter_session_set": _set,
    "alter_session_unset": _unset,
    "show_parameters": _show,
}
