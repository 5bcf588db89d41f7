"""Who sends a request that brings its credential along: session token, key pair, access token.

https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/authentication
"""

from __future__ import annotations

from starlette.requests import Request

from spcs_local.account import Account
from spcs_local.errors import SessionGoneError, SignInFailedError, SnowflakeError
from spcs_local.model.identifiers import fold
from spcs_local.model.issued_tokens import TokenRefusedError, read
from spcs_local.model.session import Session, restore
from spcs_local.model.sessions import new_id
from spcs_local.routes.sessions import by_token, token_of

_KIND = "x-snowflake-authorization-token-type"
_KEY_PAIR = "KEYPAIR_JWT"
_KINDS = (_KEY_PAIR, "OAUTH", "PROGRAMMATIC_ACCESS_TOKEN")


def session_of(account: Account, request: Request, stored_role: object = None) -> Session:
    """A session for this request alone: what a statement changes in it is not the client's.

    The role of a bearer is one that the header names, or one by its stored name.
    """
    session_token, bearer = token_of(request), _bearer(request)
    if session_token:
        session = restore(account.model.sessions.by_token(session_token).state())
        session.id = new_id()
        return session
    if not bearer:
        raise SessionGoneError
    named = request.headers.get("x-snowflake-role")
    role = str(stored_role) if stored_role else fold(named) if named else None
    return _signed_in(account, request.headers.get(_KIND, "").upper(), bearer, role)


def is_signed_in(account: Account, request: Request) -> bool:
    """Whether the credential is one."""
    try:
        return session_of(account, request) is not None
    except SnowflakeError:
        return False


def _signed_in(account: Account, kind: str, token: str, role: str | None) -> Session:
    if kind and kind not in _KINDS:
        raise SignInFailedError(f"Token type {kind} is not supported by the local account.", 390190)
    if kind == _KEY_PAIR or (not kind and _names_a_key(token)):
        return account.model.identity.session(account.model.sign_in.by_key_pair("", token), role)
    return by_token(account.model, token, role)


def _names_a_key(token: str) -> bool:
    """Whether its issuer is a user with a key's fingerprint."""
    try:
        return ".SHA256:" in read(token).issuer
    except TokenRefusedError:
        return False


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
