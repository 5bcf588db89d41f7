"""Who is at the page: from this machine's own browser, signed in, still an administrator."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from spcs_local.account import Account
from spcs_local.errors import SignInFailedError
from spcs_local.ingress.answer_delay import AnswerDelay
from spcs_local.ingress.hosts import host_of
from spcs_local.ingress.sessions import Sessions
from spcs_local.lanes import SIGN_INS, Lane
from spcs_local.model.session import Session
from spcs_local.page.access import administrator, check_password
from spcs_local.source import source_of

_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?")


class SignInNeededError(Exception):
    """Nobody is signed in, or not any more."""


@dataclass(frozen=True)
class PageAdmission:
    """Sign-ins at the page. They are kept in memory: a restart of the account ends them."""

    account: Account
    sessions: Sessions = field(default_factory=Sessions)
    delay: AnswerDelay = field(default_factory=AnswerDelay)
    passwords: Lane = field(default_factory=lambda: Lane(SIGN_INS))

    @property
    def cookie(self) -> str:
        """The session cookie's name. Browsers share cookies among the ports of a host, so the port is in it."""
        return f"milvus-spcs-account-{self.account.model.settings.account_port}"

    def is_local(self, request: Request) -> bool:
        """Whether a browser of this machine asks for this machine.

        Another name in Host is a page of elsewhere whose name now leads here (DNS rebinding). What comes through
        the Unix socket comes from services.
        """
        server = request.scope.get("server")
        return _HOST.fullmatch(host_of(request)) is not None and server is not None and server[1] is not None

    def is_own_form(self, request: Request) -> bool:
        """Whether a form was sent from this page: browsers name the origin of every POST."""
        return request.headers.get("origin", "").lower() == f"http://{host_of(request)}"

    async def administrator(self, request: Request) -> Session:
        """Who asks; raises SignInNeededError or NotAdministratorError."""
        holder = self.sessions.holder(host_of(request), request.cookies.get(self.cookie, ""))
        if holder is None:
            raise SignInNeededError
        try:
            return await run_in_threadpool(administrator, self.account, holder)
        except SignInFailedError:  # dropped or disabled since
            raise SignInNeededError from None

    async def sign_in(self, request: Request, user: str, password: str) -> str:
        """A new session's token; raises SignInFailedError or NotAdministratorError."""
        source = source_of(request)
        async with self.delay.lock(user, source):
            try:
                holder = await self.passwords.run(check_password, self.account, user, password, source)
            except SignInFailedError:
                await asyncio.sleep(self.delay.fail(user, source))
                raise
            self.delay.succeed(user, source)
        await run_in_threadpool(administrator, self.account, holder)
        return self.sessions.open(host_of(request), holder)

    def sign_out(self, request: Request) -> None:
        """End the session of the request's cookie."""
        self.sessions.close(host_of(request), request.cookies.get(self.cookie, ""))
