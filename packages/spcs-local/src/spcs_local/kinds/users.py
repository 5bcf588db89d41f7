"""Users. https://docs.snowflake.com/en/sql-reference/sql/create-user"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from spcs_local.errors import AlreadyExistsError, InvalidPublicKeyError, UserTypeError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import PAGES, RENAME, TERSE
from spcs_local.kinds.columns import comment, computed, constant, created_on, own_name, owner, spelled, stored
from spcs_local.kinds.kind import Column, Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.kinds.workload_identity import workload_identity
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.logins import login_name
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.objects import StoredObject
from spcs_local.model.parameters import properties
from spcs_local.model.properties import Property, boolean, choice, integer, strings, text
from spcs_local.model.signing_keys import rsa_key
from spcs_local.model.user_types import forbidden, type_of

# what token and key pair of another user take
MODIFY_METHODS = "MODIFY PROGRAMMATIC AUTHENTICATION METHODS"


def _name_or_string(name: str, value: Any) -> str:
    """A role or namespace: a bare word is upper-cased, as are names within strings."""
    if isinstance(value, Name):
        return ".".join(value.parts)
    return text(name, value)


def _secondary_roles(name: str, value: Any) -> str:
    words = [word.upper() for word in strings(name, value)]
    return '["ALL"]' if "ALL" in words else "[]"


def _public_key(name: str, value: Any) -> str:
    """A key that its user can sign in with, or none."""
    written = text(name, value)
    if written and rsa_key(written) is None:
        raise InvalidPublicKeyError
    return written


PROPERTIES = (
    Property("PASSWORD", text, None, stored=False),
    Property("LOGIN_NAME", text),
    Property("DISPLAY_NAME", text),
    Property("FIRST_NAME", text, ""),
    Property("MIDDLE_NAME", text, ""),
    Property("LAST_NAME", text, ""),
    Property("EMAIL", text, ""),
    Property("MUST_CHANGE_PASSWORD", boolean, False),
    Property("DISABLED", boolean, False),
    Property("DAYS_TO_EXPIRY", integer(), None),
    Property("MINS_TO_UNLOCK", integer(), None),
    Property("DEFAULT_WAREHOUSE", _name_or_string, "", own=True),
    Property("DEFAULT_NAMESPACE", _name_or_string, "", own=True),
    Property("DEFAULT_ROLE", _name_or_string, "", own=True),
    Property("DEFAULT_SECONDARY_ROLES", _secondary_roles, '["ALL"]'),
    Property("MINS_TO_BYPASS_MFA", integer(), None),
    Property("RSA_PUBLIC_KEY", _public_key, ""),
    Property("RSA_PUBLIC_KEY_2", _public_key, ""),
    Property("TYPE", choice("PERSON", "SERVICE", "LEGACY_SERVICE", "NULL"), ""),
    Property("COMMENT", text, ""),
)
# what DESCRIBE does not show as it is set; there is no second factor here
_UNSEEN = (
    Property("DISABLE_MFA", boolean, False),
    Property("WORKLOAD_IDENTITY", workload_identity, None, stored=False),
)
_ALL = (*PROPERTIES, *_UNSEEN, *properties("USER"))
# what MODIFY_METHODS suffices for
_METHODS = ("RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2", "WORKLOAD_IDENTITY")


def _has_password(found: StoredObject, view: View) -> str:
    return spelled(view.model.sign_in.has_password(found.id))  # type: ignore[no-any-return]  # a bool always spells


def _has_access_token(found: StoredObject, view: View) -> str:
    return "true" if view.model.sign_in.access_tokens.of(found.id) else "false"


def _has_workload_identity(found: StoredObject, view: View) -> str:
    return "true" if view.model.workload_identities.of(found.id) else "false"


def _check(change: Change, values: dict[str, Any]) -> None:
    """What is written has to be such as users of the type have, which the statement may set itself."""
    kind = type_of(values["TYPE"] if "TYPE" in values else change.before and change.before["TYPE"])
    name = forbidden(kind, change.given)
    if name is not None:
        raise UserTypeError(name, kind)
    if change.before is None or "LOGIN_NAME" in values:
        own = change.before.name if change.before else change.name
        _check_login(change, own, str(values.get("LOGIN_NAME") or own).upper())


def _check_login(change: Change, own: str, wanted: str) -> None:
    """Two users of one login name could not both sign in."""
    others = (user for user in change.model.objects.list("USER") if user.name != own)
    if any(login_name(user) == wanted for user in others):
        raise AlreadyExistsError(quote(wanted))


def _renamed(change: Change, _before: StoredObject, found: StoredObject) -> None:
    _check_login(change, found.name, login_name(found))


def _created(change: Change, found: StoredObject, values: dict[str, Any]) -> None:
    if "PASSWORD" in values:
        change.model.sign_in.set_password(found.id, values["PASSWORD"])
    if "WORKLOAD_IDENTITY" in values:
        change.model.workload_identities.give(found.id, values["WORKLOAD_IDENTITY"])


def _altered(change: Change, found: StoredObject, values: dict[str, Any]) -> None:
    _created(change, found, values)
    if found["DISABLED"]:
        change.model.sessions.close_all(found.id)


def _dropped(change: Change, found: StoredObject) -> None:
    change.model.sessions.close_all(found.id)


def _describe(found: StoredObject, view: View) -> list[list[Any]]:
    rows: list[list[Any]] = [["NAME", found.name, "null", "Name"]]
    for p in PROPERTIES:
        if p.name == "COMMENT":
            value: Any = found.comment
        elif p.name == "PASSWORD":
            value = "********"
        elif p.name in ("LOGIN_NAME", "DISPLAY_NAME"):
            value = found[p.name] or found.name
        else:
            value = found[p.name]
        shown = "null" if value in (None, "") else str(spelled(value))
        rows.append([p.name, shown, "null" if p.default in (None, "") else str(spelled(p.default)), ""])
    rows.append(["HAS_WORKLOAD_IDENTITY", _has_workload_identity(found, view), "false", ""])
    return rows


def _private(column: Column) -> Column:
    """A column of SHOW that only the user's owner and who manages grants may read.

    https://docs.snowflake.com/en/sql-reference/sql/show-users#access-control-requirements
    """

    def value(found: StoredObject, view: View) -> Any:
        return column.value(found, view) if view.access.reads(found) else None

    return replace(column, value=value)


_DETAILS = (
    created_on(),
    computed("login_name", lambda found, _: login_name(found)),
    computed("display_name", lambda found, _: found["DISPLAY_NAME"] or found.name),
    stored("first_name", "FIRST_NAME"),
    stored("last_name", "LAST_NAME"),
    stored("email", "EMAIL"),
    stored("mins_to_unlock", "MINS_TO_UNLOCK"),
    stored("days_to_expiry", "DAYS_TO_EXPIRY"),
    comment(),
    stored("disabled", "DISABLED"),
    stored("must_change_password", "MUST_CHANGE_PASSWORD"),
    constant("snowflake_lock", "false"),
    stored("default_warehouse", "DEFAULT_WAREHOUSE"),
    stored("default_namespace", "DEFAULT_NAMESPACE"),
    stored("default_role", "DEFAULT_ROLE"),
    stored("default_secondary_roles", "DEFAULT_SECONDARY_ROLES"),
    constant("ext_authn_duo", "false"),
    constant("ext_authn_uid"),
    stored("mins_to_bypass_mfa", "MINS_TO_BYPASS_MFA"),
    owner(),
    stored("last_success_login", "last_success_login", "TIMESTAMP_LTZ"),
    constant("expires_at_time", None, "TIMESTAMP_LTZ"),
    constant("locked_until_time", None, "TIMESTAMP_LTZ"),
    computed("has_password", _has_password),
    computed("has_rsa_public_key", lambda found, _: spelled(bool(found["RSA_PUBLIC_KEY"]))),
    stored("type", "TYPE"),
    constant("has_mfa", "false"),
    computed("has_pat", _has_access_token),
    computed("has_workload_identity", _has_workload_identity),
    constant("is_from_organization_user", "false"),
)

KIND = Kind(
    name="USER",
    plural="USERS",
    scope=ACCOUNT,
    properties=_ALL,
    privileges=("IMPERSONATE", MODIFY_METHODS, "MONITOR"),
    create_privilege="CREATE USER",
    alter_privileges=(MODIFY_METHODS,),
    owner_only=frozenset(p.name for p in _ALL) - frozenset(_METHODS),
    describe_privileges=(),
    show=(
        own_name(),
        *map(_private, _DETAILS),
    ),
    describe=tuple(
        Column(name, lambda _found, _view: None) for name in ("property", "value", "default", "description")
    ),
    describe_rows=_describe,
    clauses=frozenset({TERSE, *PAGES, RENAME}),
    hooks=Hooks(check=_check, created=_created, altered=_altered, renamed=_renamed, dropped=_dropped),
)
