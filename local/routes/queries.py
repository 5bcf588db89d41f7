"""Statements in, results out."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.account import Account, new_query_id
from local.errors import SnowflakeError
from local.model.session import Session
from local.routes.sessions import token_of
from local.routes.wire import body_of, failure, mapping, result_data, success

KEPT_RESULTS = 200
_IN_PROGRESS = "Asynchronous execution in progress. Use provided query id to perform query monitoring and management."


_FAILED = {"status": "FAILED_WITH_ERROR", "state": "FAILED"}


@dataclass(frozen=True)
class _Answer:
    user: str
    answer: JSONResponse
    error: dict[str, str] | None


class QueryRoutes:
    """The routes under /queries. The last answers are kept, so that a client may fetch one again."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._requests: OrderedDict[tuple[int, str], tuple[str, asyncio.Task[JSONResponse]]] = OrderedDict()

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/queries/v1/query-request", self._query, methods=["POST"]),
            Route("/queries/v1/abort-request", self._abort, methods=["POST"]),
            Route("/queries/{query_id}/result", self._result, methods=["GET"]),
            Route("/monitoring/queries/{query_id:path}", self._monitor, methods=["GET"]),
        ]

    async def _query(self, request: Request) -> Response:
        body, arrived = await body_of(request), time.perf_counter()
        base_url = f"{request.url.scheme}://{request.headers.get('host', '')}"
        token = token_of(request)
        try:
            session = await run_in_threadpool(self._account.sessions.by_token, token)
        except SnowflakeError as error:
            return failure(error)
        bindings = mapping(body.get("bindings"), "bindings")
        body["bindings"] = {name: mapping(value, f"binding {name}") for name, value in bindings.items()}
        run = partial(self._run, session, body, base_url, arrived)
        query_id, running = self._once(session, request.query_params.get("requestId"), run)
        answer = await asyncio.shield(running)
        if not body.get("asyncExec"):
            return answer
        data = {"queryId": query_id, "getResultUrl": f"/queries/{query_id}/result", "queryAbortsAfterSecs": 300}
        return JSONResponse(
            {
                "data": {**data, "progressDesc": None},
                "code": "333334",
                "message": _IN_PROGRESS,
                "success": True,
            }
        )

    def _once(
        self, session: Session, request_id: str | None, run: Callable[[str], JSONResponse]
    ) -> tuple[str, asyncio.Task[JSONResponse]]:
        """A driver that got no answer sends its request again under the same id: it runs once."""
        key = (session.id, request_id or new_query_id())
        known = self._requests.get(key)
        if known is None:
            query_id = new_query_id()
            task = asyncio.create_task(run_in_threadpool(run, query_id))
            known = self._requests[key] = (query_id, task)
            while len(self._requests) > KEPT_RESULTS and next(iter(self._requests.values()))[1].done():
                self._requests.popitem(last=False)
        return known

    def _run(
        self, session: Session, body: dict[str, Any], base_url: str, arrived: float, query_id: str
    ) -> JSONResponse:
        text = str(body.get("sqlText") or "")
        only_describe = bool(body.get("describeOnly"))
        problem: dict[str, str] | None = None
        try:
            result = self._account.execute(
                session,
                text,
                body["bindings"],
                query_id=query_id,
                base_url=base_url,
                only_describe=only_describe,
                arrived=arrived,
            )
            answer = success(result_data(result, session, query_id, self._account.settings))
        except SnowflakeError as error:
            answer = failure(error, query_id)
            problem = {"errorCode": error.code, "errorMessage": error.message}
        with self._lock:
            self._answers[query_id] = _Answer(session.user, answer, problem)
            while len(self._answers) > KEPT_RESULTS:
                self._answers.popitem(last=False)
        return answer

    async def _abort(self, request: Request) -> Response:
        await body_of(request)
        return success(None)  # statements here are over in milliseconds

    async def _result(self, request: Request) -> Response:
        kept = await run_in_threadpool(self._kept, request, request.path_params["query_id"])
        return kept if isinstance(kept, JSONResponse) else kept.answer

    def _kept(self, request: Request, query_id: str) -> _Answer | JSONResponse:
        try:
            session = self._account.sessions.by_token(token_of(request))
        except SnowflakeError as error:
            return failure(error)
        with self._lock:
            kept = self._answers.get(query_id)
        if kept is None or kept.user != session.user:
            return failure(SnowflakeError(709, "02000", f"Statement {query_id} not found"), query_id)
        return kept

    async def _monitor(self, request: Request) -> Response:
        query_id = request.path_params["query_id"].lstrip("/")  # connector 5 writes two slashes
        kept = await run_in_threadpool(self._kept, request, query_id)
        if isinstance(kept, JSONResponse):
            return kept
        state = {"status": "SUCCESS", "state": "SUCCEEDED"} if kept.error is None else _FAILED | kept.error
        return success({"queries": [{"id": query_id, **state}]})
