"""Who is let through to an endpoint: which endpoint, who asks, may they."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from spcs_local.errors import SnowflakeError
from spcs_local.ingress.access import missing_grants
from spcs_local.ingress.answer_delay import AnswerDelay
from spcs_local.ingress.headers import snowflake_token
from spcs_local.ingress.hosts import host_of, label_of
from spcs_local.ingress.pages import Message
from spcs_local.ingress.ports import Account, Endpoint, Targets
from spcs_local.ingress.sessions import Sessions
from spcs_local.lanes import SIGN_INS, Lane
from spcs_local.model.principal import Principal

SESSION_COOKIE = "sfc-endpoint-session"
SIGN_OUT_LINK = ("/sfc-endpoint/logout", "Sign in as another user")
_RESUME_SECONDS = 3


class Refused(Exception):  # noqa: N818 - an outcome with a page, no fault
    """The request ends here, with this message."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


class SignInNeeded(Exception):  # noqa: N818 - an outcome, no fault
    """Nobody is signed in on this host."""


@dataclass(frozen=True)
class Admission:
    """What every request of the ingress goes through."""

    account: Account
    targets: Targets
    sessions: Sessions = field(default_factory=Sessions)
    delay: AnswerDelay = field(default_factory=AnswerDelay)
    passwords: Lane = field(default_factory=lambda: Lane(SIGN_INS))

    async def endpoint(self, connection: HTTPConnection) -> Endpoint:
        """The endpoint that the Host header names."""
        host = host_of(connection)
        label = label_of(host)
        found = await run_in_threadpool(self.targets.endpoint, label) if label else None
        if found is None:
            raise Refused(
                Message(
                    status=404, title="No such endpoint", text=f"No service of this account has the endpoint {host}."
                )
            )
        return found

    async def still(self, connection: HTTPConnection) -> bool:
        """Whether who was let in before would be now, by the same credential; looking at that is no visit."""
        try:
            principal = await self.principal(connection)
        except (Refused, SignInNeeded):
            return False
        return await run_in_threadpool(self._is_open, label_of(host_of(connection)) or "", principal)

    def _is_open(self, label: str, principal: Principal) -> bool:
        try:
            endpoint = self.targets.endpoint(label, visit=False)
        except SnowflakeError:  # dropped at this moment
            return False
        return endpoint is not None and endpoint.bound and not missing_grants(self.account, principal, endpoint)

    async def principal(self, connection: HTTPConnection) -> Principal:
        """Who asks, by header or cookie."""
        authorization = connection.headers.get("authorization", "")
        token = snowflake_token(authorization)
        if token is not None:
            return await self._by_token(token, host_of(connection))
        cookie = connection.cookies.get(SESSION_COOKIE, "")
        holder = self.sessions.holder(host_of(connection), cookie)
        if holder is None:
            raise SignInNeeded
        try:
            return await run_in_threadpool(self.account.principal_of, holder)
        except SnowflakeError:  # dropped or disabled since, or the one role of their token revoked
            raise SignInNeeded from None

    async def admit(self, connection: HTTPConnection, endpoint: Endpoint) -> Principal:
        """Who asks, if the endpoint is open to them as the grants stand now."""
        principal = await self.principal(connection)
        await self.check(principal, endpoint)
        return principal

    async def check(self, principal: Principal, endpoint: Endpoint) -> None:
        """Refuse whoever no service role lets in, or who may not use its database or schema, and say which it is."""
        missing = await run_in_threadpool(missing_grants, self.account, principal, endpoint)
        if missing:
            text = (
                f"User {principal.user} may not use endpoint {endpoint.endpoint} of service {endpoint.service}. "
                f"Their owners can allow it: {'; '.join(missing)}."
            )
            raise Refused(Message(status=403, title="Not allowed", text=text, link=SIGN_OUT_LINK))

    async def address(self, endpoint: Endpoint) -> tuple[str, int]:
        """Where the endpoint is served; a suspended service is woken if it may be."""
        if not endpoint.bound:
            text = (
                f"Role {endpoint.owner_role}, which owns service {endpoint.service}, has lost BIND SERVICE ENDPOINT. "
                f"To serve its endpoints: GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE {endpoint.owner_role}."
            )
            raise Refused(Message(status=403, title="Not served", text=text))
        if endpoint.status == "SUSPENDED" and endpoint.auto_resume:
            await run_in_threadpool(self.targets.wake, endpoint.service)
            text = f"Service {endpoint.service} was suspended and is resuming. This page loads again by itself."
            raise Refused(Message(status=503, title="Resuming", text=text, refresh=_RESUME_SECONDS))
        if endpoint.address is None or endpoint.port is None:
            text = f"Service {endpoint.service} is {endpoint.status} and serves nothing now."
            raise Refused(Message(status=503, title="Service not running", text=text, refresh=_RESUME_SECONDS))
        return endpoint.address, endpoint.port

    async def _by_token(self, token: str, host: str) -> Principal:
        try:
            return await run_in_threadpool(self.account.authenticate_token, token, host)
        except SnowflakeError as error:
            raise Refused(Message(status=401, title="Sign-in failed", text=error.message)) from error
