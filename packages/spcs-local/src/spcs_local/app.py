"""The account's HTTP application."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from spcs_local.account import Account
from spcs_local.budget import Budget
from spcs_local.catalog import is_full
from spcs_local.errors import SnowflakeError
from spcs_local.routes.bodies import BadRequestError, Bodies
from spcs_local.routes.oauth import OAuthRoutes
from spcs_local.routes.queries import QueryRoutes
from spcs_local.routes.rest import RestRoutes
from spcs_local.routes.sent import SentStatements
from spcs_local.routes.sessions import SessionRoutes
from spcs_local.routes.sql_api import SqlApiRoutes
from spcs_local.routes.transfers import TransferRoutes
from spcs_local.routes.wire import failure

_LOG = logging.getLogger(__name__)
# drivers read there whether it went well; elsewhere, as of an upload, an answer of 200 says so
_IN_THE_BODY = ("/session", "/queries/", "/monitoring/", "/telemetry/")


def build_app(account: Account, more: Sequence[BaseRoute] = ()) -> Starlette:
    """Every route that clients use; `more` are those of the registry and of the page."""
    bodies = Bodies(Budget())
    sent = SentStatements(account.model.settings.behaviour.statementsPerUser, account.model.under_way)
    routes: list[BaseRoute] = [
        *SessionRoutes(account, bodies).routes(),
        *QueryRoutes(account, bodies, sent).routes(),
        *TransferRoutes(account).routes(),
        *OAuthRoutes(account).routes(),
        *SqlApiRoutes(account, bodies, sent).routes(),
        *RestRoutes(account, bodies, sent).routes(),
        Route("/healthz", _health, methods=["GET"]),
        Route("/telemetry/send", _ignored, methods=["POST"]),
        *more,
    ]
    return Starlette(
        routes=routes,
        exception_handlers={
            BadRequestError: _bad_request,
            ClientDisconnect: _gone,
            UnicodeEncodeError: _no_text,
            Exception: _internal,
        },
    )


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _ignored(_request: Request) -> Response:
    return JSONResponse({"success": True, "data": None, "code": None, "message": None})


async def _bad_request(_request: Request, error: Exception) -> Response:
    answer = {"success": False, "code": "390000", "message": f"Bad request: {error}.", "data": None}
    status = error.status if isinstance(error, BadRequestError) else 400
    # what is there of the rest goes with the connection
    return JSONResponse(answer, status, {"connection": "close"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None)


async def _no_text(request: Request, _error: Exception) -> Response:
    return await _bad_request(request, BadRequestError("half of a character is no text"))


async def _gone(_request: Request, _error: Exception) -> Response:
    """The client left within its request: nobody reads the answer."""
    return Response(status_code=499)


async def _internal(request: Request, error: Exception) -> Response:
    if is_full(error):
        _LOG.error("the disk is full: %s", error)
        why = "the disk that holds the local account's home is full."
    else:
        _LOG.error("internal error", exc_info=error)
        why = "the local account failed; see account.log in its home."
    answer = failure(SnowflakeError(300002, "XX000", f"SQL execution internal error: {why}"))
    if not request.url.path.startswith(_IN_THE_BODY):
        answer.status_code = 500
    return answer
