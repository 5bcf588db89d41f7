"""Account roles. https://docs.snowflake.com/en/sql-reference/sql/create-role"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import SnowflakeError
from spcs_local.model.clauses import PAGES, RENAME, TERSE
from spcs_local.model.columns import comment, computed, constant, created_on, own_name, owner, yes_no
from spcs_local.model.kinds import ACCOUNT, Hooks, Kind, Property, text
from spcs_local.model.objects import StoredObject
from spcs_local.model.system_roles import SYSTEM_ROLES
from spcs_local.model.view import View


def _assigned_to_users(found: StoredObject, view: View) -> int:
    return sum(m.grantee_kind == "USER" for m in view.account.grants.memberships_of(found.id))


def _granted_to_roles(found: StoredObject, view: View) -> int:
    return sum(m.grantee_kind == "ROLE" for m in view.account.grants.memberships_of(found.id))


def _drop(call: Any, found: StoredObject) -> None:
    if found.name in SYSTEM_ROLES:
        raise SnowflakeError(3001, "42501", f"SQL access control error:\nCannot drop system role '{found.name}'.")
    if found.id == call.access.role_id:
        # no page documents the number
        message = f"SQL execution error: Cannot drop role {found.shown} as it is the current primary role."
        raise SnowflakeError(3001, "42501", message)
    call.account.objects.inherit(found.id, call.access.role_id)
    call.account.grants.forget_grantor(found.name)


def _renamed(call: Any, before: StoredObject, found: StoredObject) -> None:
    call.account.grants.rename_grantor(before.name, found.name)


KIND = Kind(
    name="ROLE",
    plural="ROLES",
    scope=ACCOUNT,
    properties=(Property("COMMENT", text, ""),),
    create_privilege="CREATE ROLE",
    rename_creates=True,
    show=(
        created_on(),
        own_name(),
        computed(
            "is_default",
            lambda found, view: yes_no(found.name == view.account.user_default(view.session, "DEFAULT_ROLE")),
        ),
        computed("is_current", lambda found, view: yes_no(found.name == view.session.role)),
        computed("is_inherited", lambda found, view: yes_no(view.access.counts(found.id))),
        computed("assigned_to_users", _assigned_to_users, "FIXED"),
        computed("granted_to_roles", _granted_to_roles, "FIXED"),
        computed("granted_roles", lambda found, view: len(view.account.grants.memberships_to(found.id)), "FIXED"),
        owner(),
        comment(),
    ),
    describe=(created_on(), own_name(), constant("kind", "PRIVILEGE")),
    clauses=frozenset({TERSE, *PAGES, RENAME}),
    hooks=Hooks(renamed=_renamed, drop=_drop),
)
