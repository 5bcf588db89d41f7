"""SHOW GRANTS ON, TO and OF, in the form that clients read; of objects that who asks may not see, TO tells nothing.

https://docs.snowflake.com/en/sql-reference/sql/show-grants#usage-notes
"""

from __future__ import annotations

from typing import Any

from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.show import at_most
from spcs_local.model.access import OWNERSHIP
from spcs_local.model.grants import Grant, Membership
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import ACCOUNT_ID, StoredObject
from spcs_local.model.query_result import Result, ResultColumn

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


def _show_grants(call: Call) -> Result:
    if "on_account" in call.args:
        return Result(_PRIVILEGES, _on(call, call.model.objects.get(ACCOUNT_ID)))
    if "on_object" in call.args:
        target = call.args["on_object"]
        rows = _on(call, call.find(target["object_type"], target["values"][0]))
        return Result(_ON_OBJECT, [[*row, "ROLE" if row[-1] else ""] for row in rows])
    if "of_role" in call.args:
        return _of(call, call.find("ROLE", call.args["of_role"]))
    if "to_role_grants" in call.args:
        return _to_role(call, call.find("ROLE", call.args["to_role_grants"]))
    if "to_user_grants" in call.args:
        return _to_user(call, call.find("USER", call.args["to_user_grants"]))
    if call.session.user_id is None:
        return Result(_TO_USER)
    return _to_user(call, call.model.objects.get(call.session.user_id))


def _on(call: Call, found: StoredObject) -> list[list[Any]]:
    rows = []
    if found.owner:
        rows.append(_row(call, found, OWNERSHIP, found.owner, True, found.owner, found.created_on))
    for grant in call.model.grants.on(found.id):
        rows.append(_grant(call, found, grant))
    if found.kind == "ROLE":
        rows += [_usage(m) for m in call.model.grants.memberships_of(found.id)]
    return rows


def _to_role(call: Call, role: StoredObject) -> Result:
    objects, grants = call.model.objects, call.model.grants
    rows = [_usage(m) for m in grants.memberships_to(role.id)]
    for grant in grants.held_by(role.id):
        found = objects.get(grant.object_id)
        if call.access.sees_within(found):
            rows.append(_grant(call, found, grant))
    for found in filter(call.access.sees_within, grants.owned_by(role.id)):
        rows.append(_row(call, found, OWNERSHIP, role.name, True, role.name, found.created_on))
    return Result(_PRIVILEGES, rows)


def _to_user(call: Call, user: StoredObject) -> Result:
    found = [(m.role, _usage(m)) for m in call.model.grants.memberships_to(user.id)]
    return Result(_TO_USER, [[*row[:4], role, *row[4:]] for role, row in found])


def _of(call: Call, role: StoredObject) -> Result:
    return Result(_MEMBERS, [_member(m) for m in call.model.grants.memberships_of(role.id)])


def _member(m: Membership) -> list[Any]:
    return [m.created_on, m.role, m.grantee_kind, m.grantee, m.granted_by]


def _usage(m: Membership) -> list[Any]:
    """A role granted to a role, as a privilege on it."""
    return [m.created_on, "USAGE", "ROLE", quote(m.role), m.grantee_kind, m.grantee, "false", m.granted_by]


def _grant(call: Call, found: StoredObject, grant: Grant) -> list[Any]:
    return _row(call, found, grant.privilege, grant.role, grant.grant_option, grant.granted_by, grant.created_on)


def _row(
    call: Call, found: StoredObject, privilege: str, role: str, option: bool, granted_by: str, created_on: float
) -> list[Any]:
    word = "ACCOUNT" if found.id == ACCOUNT_ID else call.kind(found.kind).grant_word
    name = str(found.path)
    shown = "true" if option else "false"
    return [created_on, privilege, word.replace(" ", "_"), name, "ROLE", role, shown, granted_by]


HANDLERS: dict[str, Handler] = {"show_grants": at_most(_show_grants)}
