"""Programmatic access tokens. https://docs.snowflake.com/en/user-guide/programmatic-access-tokens"""

from __future__ import annotations

from spcs_local.errors import AlreadyExistsError, DoesNotExistError, RestrictedSessionError
from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.kinds.users import MODIFY_METHODS
from spcs_local.model.documented import no_property
from spcs_local.model.identifiers import fitting, quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import integer, text
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.statements.rules.users import (
    AddAccessToken,
    ChangingAccessToken,
    RemoveAccessToken,
    ShowAccessTokens,
)

_ADDED = (ResultColumn("token_name"), ResultColumn("token_secret"))
_SHOWN = (
    ResultColumn("name"),
    ResultColumn("user_name"),
    ResultColumn("role_restriction"),
    ResultColumn("expires_at", "TIMESTAMP_LTZ"),
    ResultColumn("status"),
    ResultColumn("created_on", "TIMESTAMP_LTZ"),
)
_OPTIONS = ("ROLE_RESTRICTION", "DAYS_TO_EXPIRY", "COMMENT")


def _add(call: Call[AddAccessToken]) -> Result:
    options = call.statement.options
    for option in options:
        if option not in _OPTIONS:
            raise no_property(option, "PROGRAMMATIC ACCESS TOKEN")
    days = integer(1, 365)("DAYS_TO_EXPIRY", options.get("DAYS_TO_EXPIRY", 15))
    name = fitting(call.statement.token_name)
    with call.model.catalog.transaction():
        user = _user(call, "ADD")
        role_id = _restriction(call, user) if "ROLE_RESTRICTION" in options else None
        _check_session(call, user, "ADD PROGRAMMATIC ACCESS TOKEN", role_id)
        tokens = call.model.sign_in.access_tokens
        if name in [token["name"] for token in tokens.of(user.id)]:
            raise AlreadyExistsError(quote(name))
        secret = tokens.make(user.id, name, role_id, days)
    return Result(_ADDED, [[name, secret]])


def _remove(call: Call[RemoveAccessToken]) -> Result:
    name = call.statement.token_name
    with call.model.catalog.transaction():
        user = _user(call, "REMOVE")
        if call.session.by_access_token:
            raise RestrictedSessionError("REMOVE PROGRAMMATIC ACCESS TOKEN")
        if not call.model.sign_in.access_tokens.remove(user.id, name):
            raise DoesNotExistError("PROGRAMMATIC ACCESS TOKEN", quote(name))
    return status(DONE)


def _show(call: Call[ShowAccessTokens]) -> Result:
    user = _allowed(call, call.user(call.statement.for_user))
    rows = []
    for token in call.model.sign_in.access_tokens.of(user.id):
        state = "ACTIVE" if token["expires_on"] > call.model.clock() else "EXPIRED"
        row = [token["name"], user.name, token["role"], token["expires_on"], state, token["created_on"]]
        rows.append(row)
    return Result(_SHOWN, rows)


def _restriction(call: Call[AddAccessToken], user: StoredObject) -> int:
    """The role that the token is to be good for alone, which its user has to hold."""
    name = text("ROLE_RESTRICTION", call.statement.options["ROLE_RESTRICTION"])
    role = call.model.objects.find("ROLE", name)
    if role is None or name not in call.model.identity.held(user):
        raise DoesNotExistError("ROLE", quote(name))
    return role.id


def _check_session(context: Context, user: StoredObject, statement: str, role_id: int | None) -> None:
    """The session of a token with one role makes its user no token for more."""
    only = context.session.restriction
    if only is not None and user.id == context.session.holder and role_id != only:
        raise RestrictedSessionError(statement)


def _user(call: Call[ChangingAccessToken], verb: str) -> StoredObject:
    if call.statement.kind != "USER":
        raise call.unexpected(f"{verb} PROGRAMMATIC ACCESS TOKEN")
    return _allowed(call, call.find("USER", call.statement.name))


def _allowed(context: Context, user: StoredObject) -> StoredObject:
    """Everyone for themselves; else who owns the user or may modify how it signs in."""
    if not context.access.is_self(user):
        context.access.require(user, MODIFY_METHODS)
    return user


HANDLERS = registered(on(AddAccessToken, _add), on(RemoveAccessToken, _remove), on(ShowAccessTokens, _show))
