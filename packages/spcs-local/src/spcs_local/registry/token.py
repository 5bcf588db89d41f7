"""The token route: the registry's clients sign in to the account, whose grants decide.

Wire format: https://distribution.github.io/distribution/spec/auth/token/
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Iterable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spcs_local.errors import SignInFailedError, SnowflakeError
from spcs_local.lanes import SIGN_INS, Lane
from spcs_local.model.principal import Principal
from spcs_local.registry.authority import LIFETIME_SECONDS, Access
from spcs_local.registry.granting import PULL, Rights, granted
from spcs_local.registry.port import PULL_USER, RegistryPort
from spcs_local.registry.registry import Registry
from spcs_local.source import source_of

SESSION_USER = "0sessiontoken"


class Account(Rights, Protocol):
    """What the route asks of the account."""

    def authenticate_password(self, user: str, password: str, source: str) -> Principal: ...

    def authenticate_token(self, token: str) -> Principal: ...


def token_route(account: Account, registry: RegistryPort) -> Route:
    """`GET /token` for the account's app."""

    lane = Lane(SIGN_INS)

    async def token(request: Request) -> Response:
        return await lane.run(_answer, account, registry, request)

    return Route("/token", token, methods=["GET"])


def _answer(account: Account, registry: RegistryPort, request: Request) -> Response:
    if not isinstance(registry, Registry):
        return JSONResponse({"details": "This account runs without an image registry."}, status_code=404)
    try:
        user, password = _credentials(request.headers.get("Authorization", ""))
        scopes = _scopes(request.query_params.getlist("scope"))
        if _is_own(registry, user, password):
            principal, access = None, [Access(a.type, a.name, (PULL,)) for a in scopes if PULL in a.actions]
        else:
            principal = _sign_in(account, user, password, source_of(request))
            access = granted(account, principal, scopes)
    except SnowflakeError as error:
        # Docker shows `details` to the user
        return JSONResponse({"details": error.message}, 401, {"WWW-Authenticate": 'Basic realm="Snowflake"'})
    token = registry.authority.issue(user, access, principal)
    return JSONResponse({"token": token, "access_token": token, "expires_in": LIFETIME_SECONDS})


def _is_own(registry: RegistryPort, user: str, password: str) -> bool:
    """Whether the account's own Docker client asks."""
    own_user, own_password = registry.pull_credentials()
    return user == own_user and secrets.compare_digest(password.encode(), own_password.encode())


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    user, separator, password = text.partition(":")
    if scheme.lower() != "basic" or not separator or not user:
        raise SignInFailedError("Sign in to the image registry with: docker login <registry host>")
    return user, password


def _sign_in(account: Account, user: str, password: str, source: str) -> Principal:
    if user == PULL_USER:  # the account's own, with a password of an earlier start
        raise SignInFailedError
    if user == SESSION_USER:
        return account.authenticate_token(_session_token(password))
    return account.authenticate_password(user, password, source)


def _session_token(password: str) -> str:
    """The token itself, or JSON around it as `snow spcs image-registry login` sends."""
    try:
        content = json.loads(password)
    except ValueError:
        return password
    return str(content.get("token", "")) if isinstance(content, dict) else password


def _scopes(values: Iterable[str]) -> list[Access]:
    """`repository:db/schema/repo/name:pull,push`, several in one parameter or in several."""
    scopes = []
    for value in " ".join(values).split():
        kind, _, rest = value.partition(":")
        name, separator, actions = rest.rpartition(":")
        if kind == "repository" and separator:
            scopes.append(Access(kind, name, tuple(actions.split(","))))
    return scopes
