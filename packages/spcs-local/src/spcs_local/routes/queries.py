"""Statements in, results out."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spcs_local.account import Account, new_query_id
from spcs_local.budget import Share
from spcs_local.errors import SnowflakeError
from spcs_local.model.parameter_table import BY_NAME
from spcs_local.model.parameters import in_force, session_levels, value_of
from spcs_local.model.query_result import Result, status
from spcs_local.model.running import Running, Steps
from spcs_local.model.session import Session
from spcs_local.routes.bodies import MOST_BODY, Bodies, mapping
from spcs_local.routes.held import HeldResponse, hold
from spcs_local.routes.sent import SentStatements
from spcs_local.routes.sessions import token_of
from spcs_local.routes.wire import IN_PROGRESS, failure, result_data, success
from spcs_local.statements.limits import MOST_CHARACTERS
from spcs_local.statements.multi_statement import split
from spcs_local.statements.types import StatementType

_PATIENCE = 45.0  # seconds that a client is kept waiting for an answer before it is told to ask again
_FAILED = {"status": "FAILED_WITH_ERROR", "state": "FAILED"}


class QueryRoutes:
    """The routes under /queries. The account keeps the last results, so that a client may fetch one again."""

    def __init__(self, account: Account, bodies: Bodies, sent: SentStatements) -> None:
        self._account = account
        self._bodies = bodies
        self._sent = sent

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/queries/v1/query-request", self._query, methods=["POST"]),
            Route("/queries/v1/abort-request", self._abort_request, methods=["POST"]),
            Route("/queries/{query_id}/abort-request", self._abort_query, methods=["POST"]),
            Route("/queries/{query_id}/result", self._result, methods=["GET"]),
            Route("/monitoring/queries/{query_id:path}", self._monitor, methods=["GET"]),
        ]

    async def _query(self, request: Request) -> Response:
        session = await self._session(request)
        if isinstance(session, Response):
            async with self._bodies.of(request):
                return session
        share = self._bodies.share(session.holder)
        try:
            return await self._answer(request, session, share)
        except BaseException:
            share.close()
            raise

    async def _answer(self, request: Request, session: Session, share: Share) -> Response:
        body = await self._bodies.read(request, MOST_BODY, share)
        arrived, base_url = time.perf_counter(), f"{request.url.scheme}://{request.headers.get('host', '')}"
        bindings = mapping(body.get("bindings"), "bindings")
        body["bindings"] = {name: mapping(value, f"binding {name}") for name, value in bindings.items()}
        body["parameters"] = mapping(body.get("parameters"), "parameters")
        begin = partial(self._steps, session, body, base_url, arrived, share)
        try:
            sent = self._sent.once(session, request.query_params.get("requestId"), begin)
        except SnowflakeError as error:
            return HeldResponse(failure(error), share)
        if body.get("asyncExec"):
            share.keep_until(sent.task)
            return _in_progress(sent.query_id)
        return HeldResponse(await asyncio.shield(sent.task), share)

    async def _session(self, request: Request) -> Session | Response:
        sessions, token = self._account.model.sessions, token_of(request)
        try:
            known = sessions.in_memory(token)
            return await run_in_threadpool(sessions.by_token, token) if known is None else known
        except SnowflakeError as error:
            return failure(error)

    def _steps(
        self,
        session: Session,
        body: dict[str, Any],
        base_url: str,
        arrived: float,
        share: Share,
        query_id: str,
        running: Running,
    ) -> Steps[JSONResponse]:
        try:
            text = str(body.get("sqlText") or "")
            statements = split(text, self._wanted_count(session, body)) if ";" in text[:MOST_CHARACTERS] else [text]
            if len(statements) > 1:
                return (yield from self._several(session, statements, query_id, base_url, running))
            result = yield from self._account.steps(
                session,
                statements[0],
                body["bindings"],
                query_id=query_id,
                base_url=base_url,
                only_describe=bool(body.get("describeOnly")),
                arrived=arrived,
                running=running,
            )
            return self._shown(result, session, query_id, share)
        except SnowflakeError as error:
            return failure(error, query_id)

    def _shown(self, result: Result, session: Session, query_id: str, share: Share) -> JSONResponse:
        hold(result, share)
        return success(result_data(result, session, query_id, self._account.model))

    def _wanted_count(self, session: Session, body: dict[str, Any]) -> int:
        name = "MULTI_STATEMENT_COUNT"
        if name in body["parameters"]:
            return int(value_of(name, body["parameters"][name]))
        return int(in_force(BY_NAME[name], session_levels(self._account.model.objects, session))[0])

    def _several(
        self, session: Session, statements: list[str], query_id: str, base_url: str, running: Running
    ) -> Steps[JSONResponse]:
        """Each under an id of its own, by which the client fetches its result."""
        ids, types = [], []
        for sql in statements:
            ids.append(new_query_id())
            result = yield from self._account.steps(session, sql, query_id=ids[-1], base_url=base_url, running=running)
            types.append(str(result.statement_type))
        told = replace(status("Multiple statements executed successfully."), statement_type=StatementType.SEVERAL)
        self._account.model.results.keep(query_id, session.holder, told)
        more = {"resultIds": ",".join(ids), "resultTypes": ",".join(types)}
        return success(result_data(told, session, query_id, self._account.model) | more)

    async def _abort_request(self, request: Request) -> Response:
        """Cancel the session's statement that was sent under a request id."""
        async with self._bodies.of(request) as body:
            request_id = str(body.get("requestId"))
        session = await self._session(request)
        if isinstance(session, Response):
            return session
        sent = self._sent.of_request(session.id, request_id)
        if sent is not None:
            sent.running.cancel()
        return success(None)

    async def _abort_query(self, request: Request) -> Response:
        """Cancel a statement of the same user by its query id."""
        async with self._bodies.of(request):
            session = await self._session(request)
        if isinstance(session, Response):
            return session
        sent = self._sent.under_way(request.path_params["query_id"], session.holder)
        if sent is None:
            return await self._kept(request.path_params["query_id"], session)
        sent.running.cancel()
        return success(None)

    async def _result(self, request: Request) -> Response:
        query_id = request.path_params["query_id"]
        session = await self._session(request)
        if isinstance(session, Response):
            return session
        sent = self._sent.under_way(query_id, session.holder)
        if sent is not None:
            done, _ = await asyncio.wait({sent.task}, timeout=_PATIENCE)
            if not done:
                return _in_progress(query_id)
        return await self._kept(query_id, session)

    async def _monitor(self, request: Request) -> Response:
        query_id = request.path_params["query_id"].lstrip("/")  # connector 5 writes two slashes
        session = await self._session(request)
        if isinstance(session, Response):
            return session
        if self._sent.under_way(query_id, session.holder) is not None:
            return success({"queries": [{"id": query_id, "status": "RUNNING", "state": "RUNNING"}]})
        try:
            outcome = self._account.model.results.of(query_id, session.holder)
        except SnowflakeError as missing:
            return failure(missing, query_id)
        state = {"status": "SUCCESS", "state": "SUCCEEDED"}
        if isinstance(outcome, SnowflakeError):
            state = _FAILED | {"errorCode": outcome.code, "errorMessage": outcome.message}
        return success({"queries": [{"id": query_id, **state}]})

    async def _kept(self, query_id: str, session: Session) -> Response:
        share = self._bodies.share(session.holder)
        try:
            return HeldResponse(await run_in_threadpool(self._found, query_id, session, share), share)
        except BaseException:
            share.close()
            raise

    def _found(self, query_id: str, session: Session, share: Share) -> JSONResponse:
        try:
            outcome = self._account.model.results.of(query_id, session.holder)
            if isinstance(outcome, SnowflakeError):
                return failure(outcome, query_id)
            return self._shown(outcome, session, query_id, share)
        except SnowflakeError as error:
            return failure(error, query_id)


def _in_progress(query_id: str) -> JSONResponse:
    data = {"queryId": query_id, "getResultUrl": f"/queries/{query_id}/result", "queryAbortsAfterSecs": 300}
    answer = {"data": {**data, "progressDesc": None}, "code": "333334", "message": IN_PROGRESS, "success": True}
    return JSONResponse(answer)
