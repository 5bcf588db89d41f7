"""Sign-in, heartbeat, renewal and sign-out, as Snowflake's drivers ask for them."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spcs_local.account import Account
from spcs_local.errors import SignInFailedError, SnowflakeError
from spcs_local.handlers.context_functions import VERSION
from spcs_local.lanes import ISSUED_TOKENS, SIGN_INS, Lane
from spcs_local.model.account_model import AccountModel
from spcs_local.model.identifiers import fold, parse_name
from spcs_local.model.parameter_table import PARAMETERS, SESSION
from spcs_local.model.parameters import in_force, session_levels, value_of
from spcs_local.model.principal import Holder
from spcs_local.model.session import Session
from spcs_local.model.sessions import Tokens
from spcs_local.routes.bodies import Bodies, mapping
from spcs_local.routes.wire import failure, success
from spcs_local.source import source_of

_ISSUED_AUTHENTICATORS = ("WORKLOAD_IDENTITY", "OAUTH")
_LONGEST_CLIENT = 100
_TOKEN_AUTHENTICATORS = ("PROGRAMMATIC_ACCESS_TOKEN", "OAUTH")
_PASSWORD_AUTHENTICATORS = ("SNOWFLAKE", "USERNAME_PASSWORD_MFA")


def token_of(request: Request) -> str:
    """The token of `Authorization: Snowflake Token="…"`."""
    header = request.headers.get("authorization", "")
    prefix, _, rest = header.partition('Token="')
    return rest.removesuffix('"') if prefix.strip().lower() == "snowflake" else ""


def by_token(model: AccountModel, token: str, role: str | None, login: str = "") -> Session:
    """A session of whose access token this is: a user's, another server's, or a service's."""
    admitted = model.external_oauth.admit(token, login, role)
    if admitted is None:
        return model.identity.session(model.sign_in.by_token(token, login), role)
    return model.identity.session(Holder(admitted.user.id), admitted.role, bound=admitted.restricted)


class SessionRoutes:
    """The routes under /session."""

    def __init__(self, account: Account, bodies: Bodies) -> None:
        self._account = account
        self._bodies = bodies
        self._lanes = {False: Lane(SIGN_INS), True: Lane(ISSUED_TOKENS)}

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/session/v1/login-request", self._login, methods=["POST"]),
            Route("/session/token-request", self._token_request, methods=["POST"]),
            Route("/session/heartbeat", self._heartbeat, methods=["POST"]),
            Route("/session/heartbeat-request", self._heartbeat, methods=["POST"]),
            Route("/session", self._close, methods=["POST", "DELETE"]),
            Route("/session/logout-request", self._close, methods=["POST"]),
            Route("/session/authenticator-request", self._authenticator, methods=["POST"]),
        ]

    async def _login(self, request: Request) -> Response:
        async with self._bodies.of(request) as read:
            return await self._answered(request, mapping(read.get("data"), "data"))

    async def _answered(self, request: Request, body: dict[str, Any]) -> Response:
        body["SESSION_PARAMETERS"] = mapping(body.get("SESSION_PARAMETERS"), "SESSION_PARAMETERS")
        issued = str(body.get("AUTHENTICATOR")).upper() in _ISSUED_AUTHENTICATORS
        source = source_of(request)
        return await self._lanes[issued].run(self._sign_in, body, dict(request.query_params), source)

    def _sign_in(self, body: dict[str, Any], query: dict[str, str], source: str) -> JSONResponse:
        try:
            session = self._identify(body, query, source)
            session.client = str(body.get("CLIENT_APP_ID") or "")[:_LONGEST_CLIENT]
            self._place(session, query)
            for name, value in body["SESSION_PARAMETERS"].items():
                self._keep_parameter(session, str(name).upper(), value)
            tokens = self._account.model.sessions.open(session)
        except SnowflakeError as error:
            return failure(error)
        return success(self._login_data(session, tokens))

    def _identify(self, body: dict[str, Any], query: dict[str, str], source: str) -> Session:
        model = self._account.model
        authenticator = str(body.get("AUTHENTICATOR") or "SNOWFLAKE").upper()
        login = str(body.get("LOGIN_NAME") or "")
        role = fold(query["roleName"]) if query.get("roleName") else None
        token, password = str(body.get("TOKEN") or ""), str(body.get("PASSWORD") or "")
        if authenticator in _TOKEN_AUTHENTICATORS:
            return by_token(model, token or password, role, login)
        if authenticator == "SNOWFLAKE_JWT":
            holder = model.sign_in.by_key_pair(login, token)
        elif authenticator == "WORKLOAD_IDENTITY":
            provider = str(body.get("PROVIDER") or "").upper()
            holder = model.federation.by_workload_identity(provider, token, login)
        elif authenticator in _PASSWORD_AUTHENTICATORS:
            holder = model.sign_in.by_password(login, password, source)
        else:
            raise SignInFailedError(f"Authenticator {authenticator} is not supported by the local account.", 390190)
        return model.identity.session(holder, role)

    def _place(self, session: Session, query: dict[str, str]) -> None:
        """Database, schema and warehouse of the connection; those not there are left out, as Snowflake does."""
        account = self._account
        if query.get("warehouse"):
            session.warehouse = self._found(session, "WAREHOUSE", query["warehouse"]) or session.warehouse
        if query.get("databaseName") and self._found(session, "DATABASE", query["databaseName"]):
            session.database, session.schema = fold(query["databaseName"]), None
            if account.model.objects.find_path("SCHEMA", (session.database, "PUBLIC")):
                session.schema = "PUBLIC"
        if query.get("schemaName") and session.database:
            session.schema = self._found(session, "SCHEMA", query["schemaName"]) or session.schema

    def _found(self, session: Session, kind: str, written: str) -> str | None:
        name = parse_name(written)
        if name is None:
            return None
        try:
            return self._account.model.access(session).find(self._account.language.kinds[kind], name).name
        except SnowflakeError:
            return None

    def _keep_parameter(self, session: Session, name: str, value: Any) -> None:
        """Drivers send parameters of their own; what the account does not know changes nothing here."""
        try:
            session.parameters[name] = value_of(name, value)
        except SnowflakeError:
            return

    def _login_data(self, session: Session, tokens: Tokens) -> dict[str, Any]:
        levels = session_levels(self._account.model.objects, session)
        values = {p.name: in_force(p, levels)[0] for p in PARAMETERS if SESSION in p.on}
        return {
            "masterToken": tokens.master_token,
            "token": tokens.session_token,
            "validityInSeconds": tokens.session_seconds,
            "masterValidityInSeconds": tokens.master_seconds,
            "displayUserName": self._account.model.identity.name_of(session),
            "serverVersion": VERSION,
            "firstLogin": False,
            "remMeToken": None,
            "remMeValidityInSeconds": 0,
            "healthCheckInterval": 45,
            "newClientForUpgrade": None,
            "sessionId": session.id,
            "parameters": [{"name": name, "value": value} for name, value in values.items()],
            "sessionInfo": {
                "databaseName": session.database,
                "schemaName": session.schema,
                "warehouseName": session.warehouse,
                "roleName": self._account.model.identity.role_of(session),
            },
            "idToken": None,
            "idTokenValidityInSeconds": 0,
            "responseData": None,
            "mfaToken": None,
            "mfaTokenValidityInSeconds": 0,
        }

    async def _token_request(self, request: Request) -> Response:
        async with self._bodies.of(request) as body:
            return await run_in_threadpool(self._tokens, body, token_of(request))

    def _tokens(self, body: dict[str, Any], token: str) -> JSONResponse:
        sessions = self._account.model.sessions
        try:
            if str(body.get("requestType", "RENEW")).upper() == "ISSUE":
                source = token if token.startswith("ses:") else str(body.get("oldSessionToken") or "")
                tokens = sessions.issue(sessions.by_token(source))
            else:
                tokens = sessions.renew(token)
        except SnowflakeError as error:
            return failure(error)
        return success(
            {
                "sessionToken": tokens.session_token,
                "validityInSecondsST": tokens.session_seconds,
                "masterToken": tokens.master_token,
                "validityInSecondsMT": tokens.master_seconds,
                "sessionId": tokens.session_id,
            }
        )

    async def _heartbeat(self, request: Request) -> Response:
        try:
            await run_in_threadpool(self._account.model.sessions.extend, token_of(request))
        except SnowflakeError as error:
            return failure(error)
        return success(None)

    async def _close(self, request: Request) -> Response:
        try:
            await run_in_threadpool(self._account.model.sessions.close, token_of(request))
        except SnowflakeError as error:
            return failure(error)
        return success(None)

    async def _authenticator(self, request: Request) -> Response:
        async with self._bodies.of(request):
            return failure(
                SignInFailedError("Sign-in through an identity provider is not supported by the local account.", 390190)
            )
