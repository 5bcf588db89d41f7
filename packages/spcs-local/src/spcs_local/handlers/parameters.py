"""ALTER SESSION and SHOW PARAMETERS."""

from __future__ import annotations

from spcs_local.handlers.call import Call, on, registered
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.handlers.show import filters
from spcs_local.kinds.columns import spelled
from spcs_local.model.parameter_table import BY_NAME, PARAMETERS, SESSION
from spcs_local.model.parameters import Levels, in_force, object_levels, session_levels, value_of
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.statements.rules.session import AlterSessionSet, AlterSessionUnset, ParametersScope, ShowParameters

_COLUMNS = tuple(ResultColumn(name) for name in ("key", "value", "default", "level", "description", "type"))


def _set(call: Call[AlterSessionSet]) -> Result:
    values = {name: value_of(name, value) for name, value in call.statement.options.items()}
    call.session.parameters = call.session.parameters | values
    return status(DONE)


def _unset(call: Call[AlterSessionUnset]) -> Result:
    for name in call.statement.words:
        value_of(name, BY_NAME[name].default if name in BY_NAME else "")
        call.session.parameters.pop(name, None)
    return status(DONE)


def _show(call: Call[ShowParameters]) -> Result:
    scope, levels = _scope(call)
    wanted = filters(call.statement.like)
    rows = []
    for parameter in PARAMETERS:
        if scope not in parameter.on or not wanted(parameter.name):
            continue
        value, level = in_force(parameter, levels)
        rows.append([parameter.name, str(spelled(value)), str(spelled(parameter.default)), level, "", parameter.type])
    return Result(_COLUMNS, rows)


def _scope(call: Call[ShowParameters]) -> tuple[str, Levels]:
    """What the parameters belong to, and what is set there and above."""
    asked = call.statement.parameters_scope or ParametersScope(scope_word=SESSION)
    word, objects = asked.scope_word, call.model.objects
    if asked.name is not None:
        return word, object_levels(objects, call.find(word, asked.name))
    return word, session_levels(objects, call.session) if word == SESSION else ()


HANDLERS = registered(on(AlterSessionSet, _set), on(AlterSessionUnset, _unset), on(ShowParameters, _show))
