"""Programmatic access tokens. https://docs.snowflake.com/en/user-guide/programmatic-access-tokens"""

from __future__ import annotations

import time

from spcs_local.errors import AlreadyExistsError, DoesNotExistError, InvalidPropertyError
from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.kinds.users import MODIFY_METHODS
from spcs_local.model.identifiers import Name, fitting, quote
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
            raise InvalidPropertyError(option, "PROGRAMMATIC ACCESS TOKEN")
    days = integer(1, 365)("DAYS_TO_EXPIRY", options.get("DAYS_TO_EXPIRY", 15))
    name = fitting(call.statement.token_name)
    with call.model.catalog.transaction():
        user = _user(call, "ADD")
        role = text("ROLE_RESTRICTION", options["ROLE_RESTRICTION"]) if "ROLE_RESTRICTION" in options else None
        if role is not None and role not in call.model.identity.held_roles(user.id):
            raise DoesNotExistError("ROLE", quote(role))
        if name in [token["name"] for token in call.model.sign_in.access_tokens(user.id)]:
            raise AlreadyExistsError(quote(name))
        secret = call.model.sign_in.new_access_token(user.id, name, role, days)
    return Result(_ADDED, [[name, secret]])


def _remove(call: Call[RemoveAccessToken]) -> Result:
    name = call.statement.token_name
    with call.model.catalog.transaction():
        if not call.model.sign_in.remove_access_token(_user(call, "REMOVE").id, name):
            raise DoesNotExistError("PROGRAMMATIC ACCESS TOKEN", quote(name))
    return status(DONE)


def _show(call: Call[ShowAccessTokens]) -> Result:
    name = call.statement.for_user or Name((call.session.user,))
    user = _allowed(call, call.find("USER", name))
    rows = []
    for token in call.model.sign_in.access_tokens(user.id):
        state = "ACTIVE" if token["expires_on"] > time.time() else "EXPIRED"
        row = [token["name"], user.name, token["role_restriction"], token["expires_on"], state, token["created_on"]]
        rows.append(row)
    return Result(_SHOWN, rows)


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
