"""A part of Snowflake's REST API: create, list, fetch and delete, of the kinds that SQL's CREATE takes from options.

https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/reference
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spcs_local.account import Account, new_query_id
from spcs_local.errors import DoesNotExistError, NotSupportedError, SessionGoneError, SnowflakeError
from spcs_local.lanes import STATEMENTS, Lane
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.query_result import Result
from spcs_local.model.session import Session, restore
from spcs_local.model.sessions import new_id
from spcs_local.routes.sessions import token_of
from spcs_local.routes.wire import body_of
from spcs_local.statements.definitions import Target, create, drop, show

# the names that a kind's objects lie under
_DEPTHS = {
    "COMPUTE POOL": 0,
    "DATABASE": 0,
    "ROLE": 0,
    "USER": 0,
    "WAREHOUSE": 0,
    "SCHEMA": 1,
    "IMAGE REPOSITORY": 2,
    "NETWORK RULE": 2,
    "SERVICE": 2,
    "STAGE": 2,
}
# the snow CLI tells people that 401 stands for missing privileges
_STATUSES = {"02000": 404, "08001": 401, "42501": 401, "42710": 409}
_PARAMETERS = {"GET": set[str](), "POST": {"createMode"}, "DELETE": {"ifExists"}}


class RestRoutes:
    """The routes under /api/v2. Each request is one statement, so that rules and log are those of SQL."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lane = Lane(STATEMENTS)
        kinds = (account.language.kinds[name] for name in _DEPTHS)
        self._kinds = {kind.plural.lower().replace(" ", "-"): kind for kind in kinds}

    def routes(self) -> list[Route]:
        """All of them."""
        return [Route("/api/v2/{path:path}", self._request, methods=["GET", "POST", "DELETE"])]

    async def _request(self, request: Request) -> Response:
        definition = await body_of(request) if request.method == "POST" else {}
        return await self._lane.run(self._answer, request, definition)

    def _answer(self, request: Request, definition: dict[str, Any]) -> JSONResponse:
        query_id = new_query_id()
        try:
            session = self._session(request)
            target = self._target(request.path_params["path"].strip("/").split("/"))
            answer = self._act(request, target, definition)
            return JSONResponse(answer(lambda sql: self._account.execute(session, sql, query_id=query_id)))
        except SnowflakeError as error:
            body = {"message": error.message, "code": error.code, "error_code": error.code, "request_id": query_id}
            return JSONResponse(body, _STATUSES.get(error.sqlstate, 400))

    def _session(self, request: Request) -> Session:
        """A session as the client's, for this request: what a statement changes in it is not the client's."""
        token = token_of(request)
        if not token:
            raise SessionGoneError
        session = restore(self._account.model.sessions.by_token(token).state())
        session.id = new_id()
        return session

    def _target(self, segments: list[str]) -> Target:
        """`databases/D/schemas/S/stages[/NAME]`, as many pairs as the kind needs."""
        *above, plural = segments[0::2]
        kind = self._kinds.get(plural)
        if kind is None or above != ["databases", "schemas"][: _DEPTHS[kind.name]]:
            raise DoesNotExistError("Resource", "/".join(segments))
        names = segments[1::2]
        parents = tuple(_folded(name) for name in names[: len(above)])
        return Target(kind.name, kind.plural, parents, names[len(above)] if len(names) > len(above) else None)

    def _act(
        self, request: Request, target: Target, definition: dict[str, Any]
    ) -> Callable[[Callable[[str], Result]], Any]:
        query = request.query_params
        unknown = set(query) - _PARAMETERS[request.method] - {"request_guid"}
        if unknown:
            raise NotSupportedError(f"Parameter {min(unknown)} of {request.method} {request.url.path}")
        if request.method == "GET":
            return lambda run: _shown(target, run(show(target)))
        if (request.method == "POST") != (target.name is None):
            raise NotSupportedError(f"{request.method} {request.url.path}")
        if request.method == "POST":
            sql = create(target, definition, query.get("createMode", "errorIfExists"))
        else:
            sql = drop(target, query.get("ifExists", "false").lower() == "true")
        return lambda run: {"status": run(sql).rows[0][0]}


def _folded(segment: str) -> str:
    parsed = parse_name(segment)
    if parsed is None or len(parsed.parts) != 1:
        raise DoesNotExistError("Object", segment)
    return parsed.last


def _shown(target: Target, result: Result) -> Any:
    rows = [
        {column.name: _json(value, column.type) for column, value in zip(result.columns, row, strict=True)}
        for row in result.rows
    ]
    if target.name is None:
        return rows
    name: Name = target.full_name
    found = next((row for row in rows if row["name"] == name.last), None)
    if found is None:
        raise DoesNotExistError(target.kind, str(name))
    return found


def _json(value: Any, kind: str) -> Any:
    if kind == "TIMESTAMP_LTZ" and value is not None:
        return datetime.fromtimestamp(float(value), UTC).isoformat(timespec="milliseconds")
    return value
