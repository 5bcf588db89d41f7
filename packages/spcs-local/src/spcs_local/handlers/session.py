"""USE, and what stands for transactions."""

from __future__ import annotations

from spcs_local.errors import (
    CannotUseError,
    NotSupportedError,
    RestrictedSessionError,
    RoleNotAssignedError,
    SnowflakeError,
)
from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.statements.rules.session import (
    Begin,
    Commit,
    Rollback,
    Transaction,
    UseAny,
    UseDatabase,
    UseRole,
    UseSchema,
    UseSecondaryRoles,
    UseWarehouse,
)


def _use_role(call: Call[UseRole]) -> Result:
    _check_restriction(call)
    name = call.statement.name.last
    role = call.model.objects.find("ROLE", name)
    if role is None:
        raise CannotUseError
    if name not in call.model.identity.roles_to_take(call.session):
        raise RoleNotAssignedError(quote(name))
    call.session.role_id = role.id
    return status(DONE)


def _use_warehouse(call: Call[UseWarehouse]) -> Result:
    call.session.warehouse = _usable(call, "WAREHOUSE", call.statement.name).name
    return status(DONE)


def _use_database(call: Call[UseDatabase | UseAny]) -> Result:
    database = _usable(call, "DATABASE", call.statement.name)
    call.session.database = database.name
    public = call.model.objects.find("SCHEMA", "PUBLIC", database.id)
    call.session.schema = public.name if public is not None and call.access.sees(public) else None
    return status(DONE)


def _use_schema(call: Call[UseSchema | UseAny]) -> Result:
    schema = _usable(call, "SCHEMA", call.statement.name)
    _usable(call, "DATABASE", Name(schema.parents))
    call.session.database, call.session.schema = schema.database, schema.name
    return status(DONE)


def _use_any(call: Call[UseAny]) -> Result:
    return _use_schema(call) if len(call.statement.name.parts) == 2 else _use_database(call)


def _use_secondary_roles(call: Call[UseSecondaryRoles]) -> Result:
    _check_restriction(call)
    names = [name.last for name in call.statement.names]
    if names in (["ALL"], ["NONE"]):
        call.session.secondary = names[0]
        return status(DONE)
    held, ids = call.model.identity.roles_to_take(call.session), list[str]()
    for name in names:
        role = call.model.objects.find("ROLE", name)
        if role is None or name not in held:
            raise RoleNotAssignedError(quote(name))
        ids.append(str(role.id))
    call.session.secondary = ",".join(ids)
    return status(DONE)


def _check_restriction(context: Context) -> None:
    """The session of a token with one role keeps that role, and has no secondary ones."""
    if context.session.restriction is not None:
        raise RestrictedSessionError


def _transaction(_call: Call[Transaction]) -> Result:
    """Every statement here is one that commits what came before it, and itself.

    https://docs.snowflake.com/en/sql-reference/transactions#ddl
    """
    return status(DONE)


def _usable(context: Context, kind: str, name: Name) -> StoredObject:
    """What USE needs: USAGE; for all else the object does not exist."""
    try:
        found = context.find(kind, name)
    except NotSupportedError:
        raise
    except SnowflakeError:
        raise CannotUseError from None
    if not context.access.holds(found, "USAGE"):
        raise CannotUseError
    return found


HANDLERS = registered(
    on(UseRole, _use_role),
    on(UseWarehouse, _use_warehouse),
    on(UseDatabase, _use_database),
    on(UseSchema, _use_schema),
    on(UseAny, _use_any),
    on(UseSecondaryRoles, _use_secondary_roles),
    on(Begin, _transaction),
    on(Commit, _transaction),
    on(Rollback, _transaction),
)
