"""GRANT and REVOKE … ON FUTURE …, SHOW FUTURE GRANTS."""

from __future__ import annotations

from typing import Any

from spcs_local.errors import InsufficientPrivilegesError, SnowflakeError
from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.grants import KIND_OF_PLURAL, find_container, named_privileges
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.handlers.show import at_most
from spcs_local.kinds.kind import Kind
from spcs_local.model.future_grants import FutureGrant
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.statements.rules.grants import (
    FutureGrantsTo,
    GrantFuturePrivileges,
    GrantingFuturePrivileges,
    RevokeFuturePrivileges,
    ShowFutureGrants,
)

# https://docs.snowflake.com/en/sql-reference/sql/grant-privilege#restrictions-and-limitations
_WITHOUT = ("IMAGE REPOSITORY", "SNAPSHOT")
_COLUMNS = (
    ResultColumn("created_on", "TIMESTAMP_LTZ"),
    *(ResultColumn(name) for name in ("privilege", "grant_on", "name", "grant_to", "grantee_name", "grant_option")),
)


class NoFutureGrantsError(SnowflakeError):
    """ON FUTURE of a kind of object that has none. No page documents the number of the refusal."""

    def __init__(self, plural: str) -> None:
        super().__init__(2, "0A000", f"SQL compilation error:\nUnsupported feature 'FUTURE GRANT ON {plural}'.")


def _grant(call: Call[GrantFuturePrivileges]) -> Result:
    container, kind, role = _parts(call)
    option = call.statement.grant_option
    with call.model.catalog.transaction():
        for privilege in named_privileges(call.statement.privileges, kind.name, kind.privileges):
            call.model.future_grants.add(container.id, kind.name, privilege, role.id, option=option)
    return status(DONE)


def _revoke(call: Call[RevokeFuturePrivileges]) -> Result:
    container, kind, role = _parts(call)
    option_only = call.statement.grant_option_for
    with call.model.catalog.transaction():
        for privilege in named_privileges(call.statement.privileges, kind.name, kind.privileges):
            call.model.future_grants.remove(container.id, kind.name, privilege, role.id, option_only=option_only)
    return status(DONE)


def _parts(call: Call[GrantingFuturePrivileges]) -> tuple[StoredObject, Kind, StoredObject]:
    """Database or schema, kind of object and role."""
    plural = call.statement.plural_type
    kind = call.kind(KIND_OF_PLURAL[plural])
    role = call.find("ROLE", call.statement.to_role)
    container = find_container(call, call.statement.container)
    if kind.name in _WITHOUT:
        raise NoFutureGrantsError(plural)
    if container.kind == kind.name:
        raise call.unexpected("SCHEMA")
    if not call.access.governs_future(container):
        raise InsufficientPrivilegesError(container.kind, container.shown)
    return container, kind, role


def _show(call: Call[ShowFutureGrants]) -> Result:
    asked = call.statement.future_grants_of
    if isinstance(asked, FutureGrantsTo):
        held = call.model.future_grants.held_by(call.find("ROLE", asked.name).id)
        found = [grant for grant in held if call.access.sees_within(call.model.objects.get(grant.container_id))]
    else:
        found = call.model.future_grants.within(find_container(call, asked.container).id)
    return at_most(Result(_COLUMNS, [_row(call, grant) for grant in found]), call.statement.most)


def _row(context: Context, grant: FutureGrant) -> list[Any]:
    container, role = (context.model.objects.get(number) for number in (grant.container_id, grant.role_id))
    option = "true" if grant.grant_option else "false"
    name = f"{container.path}.<{grant.kind}>"
    return [grant.created_on, grant.privilege, grant.kind.replace(" ", "_"), name, "ROLE", role.name, option]


HANDLERS = registered(
    on(GrantFuturePrivileges, _grant), on(RevokeFuturePrivileges, _revoke), on(ShowFutureGrants, _show)
)
