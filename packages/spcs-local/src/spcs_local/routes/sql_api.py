"""Snowflake's SQL API: statements over HTTP, without a session.

https://docs.snowflake.com/en/developer-guide/sql-api/reference
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spcs_local.account import Account, new_query_id
from spcs_local.budget import Share
from spcs_local.errors import InvalidValueError, SignInFailedError, SnowflakeError, TooMuchAtOnceError
from spcs_local.model.identifiers import Name
from spcs_local.model.parameters import value_of
from spcs_local.model.properties import boolean
from spcs_local.model.query_result import status
from spcs_local.model.running import Running, Steps
from spcs_local.model.session import Session
from spcs_local.routes.bearer import session_of
from spcs_local.routes.bodies import MOST_BODY, BadRequestError, Bodies, mapping
from spcs_local.routes.held import HeldResponse, hold
from spcs_local.routes.result_sets import address, result_set
from spcs_local.routes.sent import SentStatements
from spcs_local.routes.wire import IN_PROGRESS
from spcs_local.statements.multi_statement import split
from spcs_local.statements.types import StatementType

PATIENCE = 45.0  # seconds that a client is kept waiting for an answer before it is told to ask again
PATH = "/api/v2/statements"
_RESUBMITTED = 200  # requests whose statement is still known when they are sent again
_COUNT = "MULTI_STATEMENT_COUNT"


@dataclass(frozen=True)
class _Submitted:
    """What a request asks for."""

    text: str
    bindings: dict[str, Any]
    several: int
    nullable: bool
    base_url: str


class SqlApiRoutes:
    """The routes under /api/v2/statements. Each statement has a session of its own."""

    def __init__(self, account: Account, bodies: Bodies, sent: SentStatements) -> None:
        self._account = account
        self._bodies = bodies
        self._sent = sent
        self._handles: OrderedDict[tuple[int, str], str] = OrderedDict()

    def routes(self) -> list[Route]:
        """All of them."""
        paths = {PATH: self._submit, f"{PATH}/": self._submit, PATH + "/{handle}/cancel": self._cancel}
        posts = [Route(path, partial(self._told, do), methods=["POST"]) for path, do in paths.items()]
        return [*posts, Route(PATH + "/{handle}", partial(self._told, self._look), methods=["GET"])]

    async def _told(self, do: Any, request: Request) -> Response:
        """Errors as the SQL API tells them."""
        try:
            answer: Response = await do(request)
        except SignInFailedError as error:
            return refusal(error, 401)
        except TooMuchAtOnceError as error:
            return refusal(error, 429)
        except SnowflakeError as error:
            return refusal(error, 401 if error.sqlstate == "08001" else 422)
        except BadRequestError as error:
            return JSONResponse({"code": "390000", "message": f"Bad request: {error}."}, error.status)
        return answer

    async def _submit(self, request: Request) -> Response:
        share = self._bodies.share((await run_in_threadpool(session_of, self._account, request)).holder)
        try:
            return await self._answer(request, share)
        except BaseException:
            share.close()
            raise

    async def _answer(self, request: Request, share: Share) -> Response:
        body = await self._bodies.read(request, MOST_BODY, share)
        if not isinstance(body.get("role") or "", str):
            raise BadRequestError("role is not a text")
        session = await run_in_threadpool(session_of, self._account, request, body.get("role"))
        request_id = _request_id(request)
        asynchronous = _flag(request, "async", "false")
        known = self._handles.get((session.holder, request_id)) if _flag(request, "retry", "false") else None
        if known is not None:
            return await self._state(session, known, share)
        submitted = await run_in_threadpool(self._read, session, request, body)
        sent = self._sent.once(session, request_id or None, partial(self._steps, session, submitted, share))
        if request_id:
            self._handles[session.holder, request_id] = sent.query_id
        while len(self._handles) > _RESUBMITTED:
            self._handles.popitem(last=False)
        if not asynchronous:
            done, _ = await asyncio.wait({sent.task}, timeout=PATIENCE)
            if done:
                return HeldResponse(sent.task.result(), share)
        share.keep_until(sent.task)
        return in_progress(sent.query_id)

    def _read(self, session: Session, request: Request, body: dict[str, Any]) -> _Submitted:
        if not isinstance(body.get("statement"), str):
            raise BadRequestError("statement is not a text")
        self._place(session, body)
        parameters = {name.upper(): value for name, value in mapping(body.get("parameters"), "parameters").items()}
        several = int(value_of(_COUNT, parameters.pop(_COUNT, 1)))
        if body.get("timeout") is not None:
            parameters["STATEMENT_TIMEOUT_IN_SECONDS"] = body["timeout"]
        session.parameters |= {name: value_of(name, value) for name, value in parameters.items()}
        bindings = mapping(body.get("bindings"), "bindings")
        return _Submitted(
            body["statement"],
            {name: mapping(value, f"binding {name}") for name, value in bindings.items()},
            several,
            _flag(request, "nullable", "true"),
            f"{request.url.scheme}://{request.headers.get('host', '')}",
        )

    def _place(self, session: Session, body: dict[str, Any]) -> None:
        """Warehouse, database and schema of a request, by their stored names."""
        kinds = self._account.language.kinds
        for key in ("warehouse", "database", "schema"):
            if not (name := body.get(key)):
                continue
            if not isinstance(name, str):
                raise BadRequestError(f"{key} is not a text")
            parents = (session.database,) if key == "schema" and session.database else ()
            access = self._account.model.access(session)
            setattr(session, key, access.find(kinds[key.upper()], Name((*parents, name))).name)
            if key == "database":
                session.schema = None

    def _steps(
        self, session: Session, asked: _Submitted, share: Share, query_id: str, running: Running
    ) -> Steps[JSONResponse]:
        try:
            statements = split(asked.text, asked.several)
            handles = [query_id] if len(statements) == 1 else [new_query_id() for _ in statements]
            for sql, handle in zip(statements, handles, strict=True):
                result = yield from self._account.steps(
                    session, sql, asked.bindings, query_id=handle, base_url=asked.base_url, running=running
                )
            if len(statements) > 1:
                told = status("Multiple statements executed successfully.")
                result = replace(told, statement_type=StatementType.SEVERAL, parts=tuple(handles))
                self._account.model.results.keep(query_id, session.holder, result)
            hold(result, share)
        except TooMuchAtOnceError as error:
            return refusal(error, 429, query_id)
        except SnowflakeError as error:
            return refusal(error, 422, query_id)
        return result_set(result, query_id, nullable=asked.nullable)

    async def _look(self, request: Request) -> Response:
        session = await run_in_threadpool(session_of, self._account, request)
        partition = request.query_params.get("partition", "")
        if partition not in ("", "0"):
            raise InvalidValueError(partition, "partition")
        share = self._bodies.share(session.holder)
        return await self._state(session, request.path_params["handle"], share, data_only=bool(partition))

    async def _state(self, session: Session, handle: str, share: Share, *, data_only: bool = False) -> Response:
        if self._sent.under_way(handle, session.holder) is not None:
            return in_progress(handle)
        try:
            outcome = await run_in_threadpool(self._account.model.results.of, handle, session.holder)
        except SnowflakeError as error:
            return refusal(error, 404, handle)
        if isinstance(outcome, SnowflakeError):
            return refusal(outcome, 422, handle)
        hold(outcome, share)
        return HeldResponse(result_set(outcome, handle, data_only=data_only), share)

    async def _cancel(self, request: Request) -> Response:
        session = await run_in_threadpool(session_of, self._account, request)
        handle = request.path_params["handle"]
        sent = self._sent.under_way(handle, session.holder)
        if sent is None:
            return await self._state(session, handle, self._bodies.share(session.holder))
        sent.running.cancel()
        told = {"code": "0", "sqlState": "", "message": "successfully canceled"}
        return JSONResponse(told | {"statementHandle": handle, "statementStatusUrl": address(handle)})


def _flag(request: Request, name: str, default: str) -> bool:
    """A parameter that is true or false."""
    return bool(boolean(name, request.query_params.get(name, default)))


def _request_id(request: Request) -> str:
    """A request's own, a UUID, if it has one."""
    written = request.query_params.get("requestId", "")
    try:
        return str(UUID(written)) if written else ""
    except ValueError:
        raise InvalidValueError(written, "requestId") from None


def in_progress(handle: str) -> JSONResponse:
    """The answer while a statement is under way."""
    told = {"code": "333334", "message": IN_PROGRESS, "statementHandle": handle}
    return JSONResponse(told | {"statementStatusUrl": address(handle)}, 202)


def refusal(error: SnowflakeError, code: int, handle: str | None = None) -> JSONResponse:
    """The answer that a statement came to nothing."""
    told = {"code": error.code, "message": error.message, "sqlState": error.sqlstate}
    return JSONResponse(told | ({"statementHandle": handle} if handle else {}), code)
