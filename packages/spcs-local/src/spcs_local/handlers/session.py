"""USE, and what stands for transactions."""

from __future__ import annotations

from spcs_local.errors import CannotUseError, RoleNotAssignedError, SnowflakeError
from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, status


def _use_role(call: Call) -> Result:
    name = call.args["name"].last
    if name not in call.model.identity.roles_to_take(call.session):
        if call.model.objects.find("ROLE", name) is None:
            raise CannotUseError
        raise RoleNotAssignedError(quote(name))
    call.session.role = name
    return status(DONE)


def _use_warehouse(call: Call) -> Result:
    call.session.warehouse = _usable(call, "WAREHOUSE", call.args["name"]).name
    return status(DONE)


def _use_database(call: Call) -> Result:
    database = _usable(call, "DATABASE", call.args["name"])
    call.session.database = database.name
    public = call.model.objects.find("SCHEMA", "PUBLIC", database.id)
    call.session.schema = public.name if public is not None and call.access.sees(public) else None
    return status(DONE)


def _use_schema(call: Call) -> Result:
    schema = _usable(call, "SCHEMA", call.args["name"])
    _usable(call, "DATABASE", Name(schema.parents))
    call.session.database, call.session.schema = schema.database, schema.name
    return status(DONE)


def _use_any(call: Call) -> Result:
    return _use_schema(call) if len(call.args["name"].parts) == 2 else _use_database(call)


def _use_secondary_roles(call: Call) -> Result:
    names = [name.last for name in call.args["names"]]
    if names in (["ALL"], ["NONE"]):
        call.session.secondary = names[0]
        return status(DONE)
    held = call.model.identity.roles_to_take(call.session)
    for name in names:
        if name not in held:
            raise RoleNotAssignedError(quote(name))
    call.session.secondary = ",".join(names)
    return status(DONE)


def _transaction(_call: Call) -> Result:
    """Every statement here is one that commits what came before it, and itself.

    https://docs.snowflake.com/en/sql-reference/transactions#ddl
    """
    return status(DONE)


def _usable(call: Call, kind: str, name: Name) -> StoredObject:
    """What USE needs: USAGE; for all else the object does not exist."""
    try:
        found = call.find(kind, name)
    except SnowflakeError:
        raise CannotUseError from None
    if not call.access.holds(found, "USAGE"):
        raise CannotUseError
    return found


HANDLERS: dict[str, Handler] = {
    "use_role": _use_role,
    "use_warehouse": _use_warehouse,
    "use_database": _use_database,
    "use_schema": _use_schema,
    "use_any": _use_any,
    "use_secondary_roles": _use_secondary_roles,
    "begin": _transaction,
    "commit": _transaction,
    "rollback": _transaction,
}
