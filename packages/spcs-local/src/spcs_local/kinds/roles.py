"""Account roles. https://docs.snowflake.com/en/sql-reference/sql/create-role"""

from __future__ import annotations

from spcs_local.errors import SnowflakeError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import PAGES, RENAME, TERSE
from spcs_local.kinds.columns import comment, computed, constant, created_on, own_name, owner, yes_no
from spcs_local.kinds.kind import Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, text
from spcs_local.model.system_roles import SYSTEM_ROLES


def _assigned_to_users(found: StoredObject, view: View) -> int:
    return sum(m.grantee_kind == "USER" for m in view.model.grants.memberships_of(found.id))


def _granted_to_roles(found: StoredObject, view: View) -> int:
    return sum(m.grantee_kind == "ROLE" for m in view.model.grants.memberships_of(found.id))


def _drop(change: Change, found: StoredObject) -> None:
    if found.name in SYSTEM_ROLES:
        raise SnowflakeError(3001, "42501", f"SQL access control error:\nCannot drop system role '{found.name}'.")
    heir = change.access.role_id
    if heir is None or found.id == heir:
        # no page documents the number
        message = f"SQL execution error: Cannot drop role {found.shown} as it is the current primary role."
        raise SnowflakeError(3001, "42501", message)
    change.model.objects.inherit(found.id, heir)
    change.model.grants.forget_grantor(found.name)


def _renamed(change: Change, before: StoredObject, found: StoredObject) -> None:
    change.model.grants.rename_grantor(before.name, found.name)


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
            lambda found, view: yes_no(found.name == view.model.user_default(view.session, "DEFAULT_ROLE")),
        ),
        computed("is_current", lambda found, view: yes_no(found.name == view.access.principal.role)),
        computed("is_inherited", lambda found, view: yes_no(view.access.counts(found.id))),
        computed("assigned_to_users", _assigned_to_users, "FIXED"),
        computed("granted_to_roles", _granted_to_roles, "FIXED"),
        computed("granted_roles", lambda found, view: len(view.model.grants.memberships_to(found.id)), "FIXED"),
        owner(),
        comment(),
    ),
    describe=(created_on(), own_name(), constant("kind", "PRIVILEGE")),
    clauses=frozenset({TERSE, *PAGES, RENAME}),
    hooks=Hooks(renamed=_renamed, drop=_drop),
)
