"""/oauth/token: a token for a service's endpoint, in exchange for a key pair's.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/tutorials/advanced/tutorial-8-access-public-endpoint-programmatically
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.ingress.forms import refused
from spcs_local.lanes import SIGN_INS, Lane
from spcs_local.model.identifiers import fold
from spcs_local.model.principal import Holder

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ROLE = "session:role:"


class OAuthRoutes:
    """The one route under /oauth."""

    def __init__(self, account: Account) -> None:
        self._model = account.model
        self._lane = Lane(SIGN_INS)

    def routes(self) -> list[Route]:
        """All of them."""
        return [Route("/oauth/token", self._token, methods=["POST"])]

    async def _token(self, request: Request) -> Response:
        """The token alone, as text."""
        if refusal := refused(request):
            return _refusal("invalid_request", refusal[1], refusal[0])
        async with request.form() as form:
            given = {name: value for name, value in form.items() if isinstance(value, str)}
        if given.get("grant_type") != _GRANT:
            return _refusal("unsupported_grant_type", f"grant_type is {given.get('grant_type')!r}; allowed: {_GRANT}")
        words = given.get("scope", "").split()
        hosts = [word for word in words if not word.startswith(_ROLE)]
        roles = [word.removeprefix(_ROLE) for word in words if word.startswith(_ROLE)]
        if len(hosts) != 1 or len(roles) > 1:
            message = f"scope is {given.get('scope')!r}; it is the host of one endpoint, after {_ROLE}NAME if any"
            return _refusal("invalid_scope", message)
        try:
            return PlainTextResponse(await self._lane.run(self._exchanged, given.get("assertion", ""), roles, hosts[0]))
        except SnowflakeError as error:
            return _refusal("invalid_grant", error.message, 401, error.code)

    def _exchanged(self, assertion: str, roles: list[str], host: str) -> str:
        holder = self._model.sign_in.by_key_pair("", assertion)
        if roles:
            session = self._model.identity.session(holder, fold(roles[0]), bound=True)
            holder = Holder(session.holder, session.restriction)
        self._model.principal_of(holder)
        return self._model.sign_in.endpoint_tokens.issue(holder, host)


def _refusal(kind: str, message: str, status: int = 400, code: str = "390000") -> JSONResponse:
    told = {"error": kind, "error_description": message, "message": message, "code": code, "success": False}
    return JSONResponse({**told, "data": None}, status)
