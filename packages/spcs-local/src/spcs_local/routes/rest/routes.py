"""The routes of the REST API."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spcs_local.account import Account, new_query_id
from spcs_local.budget import Share
from spcs_local.errors import SnowflakeError, TooMuchAtOnceError
from spcs_local.model.running import Running, Steps
from spcs_local.model.session import Session
from spcs_local.routes.bearer import session_of
from spcs_local.routes.bodies import MOST_DEFINITION, BadRequestError, Bodies
from spcs_local.routes.held import HeldResponse
from spcs_local.routes.rest.asked import Asked, NotAllowedError, Submitted
from spcs_local.routes.rest.path import PREFIX, NoResourceError
from spcs_local.routes.sent import SentStatements

_LOG = logging.getLogger(__name__)
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = ("POST", "PUT")
# the snow CLI tells people that 401 stands for missing privileges
_STATUSES = {"02000": 404, "08001": 401, "42501": 401, "42710": 409}


class RestRoutes:
    """The routes under /api/v2. What a request stands for counts among its user's statements."""

    def __init__(self, account: Account, bodies: Bodies, sent: SentStatements) -> None:
        self._account = account
        self._bodies = bodies
        self._sent = sent

    def routes(self) -> list[Route]:
        """All of them."""
        return [Route(PREFIX + "{path:path}", self._request, methods=_VERBS)]

    async def _request(self, request: Request) -> Response:
        try:
            session = await self._session(request)
        except (SnowflakeError, BadRequestError) as error:
            return _told(request, error, new_query_id())
        share = self._bodies.share(session.holder)
        try:
            return await self._answer(request, session, share)
        except (SnowflakeError, BadRequestError) as error:
            share.close()
            return _told(request, error, new_query_id())
        except BaseException:
            share.close()
            raise

    async def _session(self, request: Request) -> Session:
        """Of who sends it; of nobody known what is sent is read, as far as it may be long."""
        try:
            return await run_in_threadpool(session_of, self._account, request)
        except SnowflakeError:
            if request.method in _WITH_BODY:
                async with self._bodies.of(request):
                    raise
            raise

    async def _answer(self, request: Request, session: Session, share: Share) -> Response:
        body: dict[str, Any] = {}
        if request.method in _WITH_BODY:
            body = await self._bodies.read(request, MOST_DEFINITION, share)
        sent = self._sent.once(session, None, partial(self._steps, session, request, body, share))
        return HeldResponse(await asyncio.shield(sent.task), share)

    def _steps(
        self, session: Session, request: Request, body: dict[str, Any], share: Share, query_id: str, running: Running
    ) -> Steps[JSONResponse]:
        submitted = Submitted(
            session=session, request=request, body=body, share=share, query_id=query_id, running=running
        )
        try:
            return JSONResponse((yield from Asked(self._account, submitted).steps()))
        except Exception as error:
            return _told(request, error, query_id)


def _told(request: Request, error: Exception, query_id: str) -> JSONResponse:
    match error:
        case NotAllowedError():
            message = f"{request.method} of {request.url.path} is not there."
            return _refusal(405, "000405", message, query_id)
        case BadRequestError():
            return _refusal(error.status, "390000", f"Bad request: {error}.", query_id)
        case NoResourceError():  # what is 400 is a wrong definition to the snow CLI
            return _refusal(404, error.code, error.message, query_id)
        case TooMuchAtOnceError():
            return _refusal(429, error.code, error.message, query_id)
        case SnowflakeError():
            return _refusal(_STATUSES.get(error.sqlstate, 400), error.code, error.message, query_id)
    _LOG.error("internal error", exc_info=error)
    return _refusal(500, "300002", "Internal error: see account.log in the account's home.", query_id)


def _refusal(status: int, code: str, message: str, query_id: str) -> JSONResponse:
    body = {"message": message, "code": code, "error_code": code, "request_id": query_id}
    return JSONResponse(body, status)
