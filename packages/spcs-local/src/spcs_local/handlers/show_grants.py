"""SHOW GRANTS ON, TO and OF, in the form that clients read; of objects that who asks may not see, TO tells nothing.

https://docs.snowflake.com/en/sql-reference/sql/show-grants#usage-notes
"""

from __future__ import annotations

from typing import Any

from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.show import at_most
from spcs_local.model.access import OWNERSHIP
from spcs_local.model.grants import Grant, Membership
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import ACCOUNT_ID, StoredObject
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.signatures import signed
from spcs_local.statements.rules.grants import (
    OfRole,
    OnAccount,
    OnFunction,
    OnObject,
    ShowGrants,
    ToRoleGrants,
    ToUserGrants,
)

_CREATED = ResultColumn("created_on", "TIMESTAMP_LTZ")
_PRIVILEGES = (
    _CREATED,
    *(ResultColumn(name) for name in ("privilege", "granted_on", "name", "granted_to", "grantee_name", "grant_option")),
    ResultColumn("granted_by"),
)
# https://docs.snowflake.com/en/release-notes/bcr-bundles/2023_04/bcr-754
_ON_OBJECT = (*_PRIVILEGES, ResultColumn("granted_by_role_type"))
# https://docs.snowflake.com/en/release-notes/bcr-bundles/2025_01/bcr-1803
_TO_USER = (*_PRIVILEGES[:4], ResultColumn("role"), *_PRIVILEGES[4:])
_MEMBERS = (_CREATED, *(ResultColumn(name) for name in ("role", "granted_to", "grantee_name", "granted_by")))


def _show_grants(call: Call[ShowGrants]) -> Result:
    return at_most(_grants_of(call), call.statement.most)


def _grants_of(call: Call[ShowGrants]) -> Result:
    match call.statement.grants_of:
        case OnAccount():
            return Result(_PRIVILEGES, _on(call, call.model.objects.get(ACCOUNT_ID)))
        case OnObject(object_type=kind, name=name):
            rows = _on(call, call.find(kind, name))
            return Result(_ON_OBJECT, [[*row, "ROLE" if row[-1] else ""] for row in rows])
        case OnFunction(name=name, signature=signature):
            rows = _on(call, call.find("FUNCTION", signed(name, signature)))
            return Result(_ON_OBJECT, [[*row, "ROLE" if row[-1] else ""] for row in rows])
        case OfRole(name=name):
            return _of(call, call.find("ROLE", name))
        case ToRoleGrants(name=name):
            return _to_role(call, call.find("ROLE", name))
        case ToUserGrants(name=name):
            return _to_user(call, call.find("USER", name))
        case None:
            return _to_current_user(call)


def _to_current_user(context: Context) -> Result:
    holder = context.model.identity.holder_of(context.session)
    if holder.kind != "USER":
        return Result(_TO_USER)
    return _to_user(context, holder)


def _on(context: Context, found: StoredObject) -> list[list[Any]]:
    rows = []
    if found.owner:
        rows.append(_row(context, found, OWNERSHIP, found.owner, True, found.owner, found.created_on))
    for grant in context.model.grants.on(found.id):
        rows.append(_grant(context, found, grant))
    if found.kind == "ROLE":
        rows += [_usage(m) for m in context.model.grants.memberships_of(found.id)]
    return rows


def _to_role(context: Context, role: StoredObject) -> Result:
    objects, grants = context.model.objects, context.model.grants
    rows = [_usage(m) for m in grants.memberships_to(role.id)]
    for grant in grants.held_by(role.id):
        found = objects.get(grant.object_id)
        if context.access.sees_within(found):
            rows.append(_grant(context, found, grant))
    for found in filter(context.access.sees_within, grants.owned_by(role.id)):
        rows.append(_row(context, found, OWNERSHIP, role.name, True, role.name, found.created_on))
    return Result(_PRIVILEGES, rows)


def _to_user(context: Context, user: StoredObject) -> Result:
    found = [(m.role, _usage(m)) for m in context.model.grants.memberships_to(user.id)]
    return Result(_TO_USER, [[*row[:4], role, *row[4:]] for role, row in found])


def _of(context: Context, role: StoredObject) -> Result:
    return Result(_MEMBERS, [_member(m) for m in context.model.grants.memberships_of(role.id)])


def _member(m: Membership) -> list[Any]:
    return [m.created_on, m.role, m.grantee_kind, m.grantee, m.granted_by]


def _usage(m: Membership) -> list[Any]:
    """A role granted to a role, as a privilege on it."""
    return [m.created_on, "USAGE", "ROLE", quote(m.role), m.grantee_kind, m.grantee, "false", m.granted_by]


def _grant(context: Context, found: StoredObject, grant: Grant) -> list[Any]:
    return _row(context, found, grant.privilege, grant.role, grant.grant_option, grant.granted_by, grant.created_on)


def _row(
    context: Context, found: StoredObject, privilege: str, role: str, option: bool, granted_by: str, created_on: float
) -> list[Any]:
    word = "ACCOUNT" if found.id == ACCOUNT_ID else context.kind(found.kind).grant_word
    name = str(found.path)
    shown = "true" if option else "false"
    return [created_on, privilege, word.replace(" ", "_"), name, "ROLE", role, shown, granted_by]


HANDLERS = registered(on(ShowGrants, _show_grants))
