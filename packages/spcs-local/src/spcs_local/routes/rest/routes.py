"""The routes of the REST API."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spcs_local.account import Account, new_query_id
from spcs_local.errors import DoesNotExistError, NotSupportedError, SnowflakeError
from spcs_local.kinds.kind import Kind
from spcs_local.lanes import STATEMENTS, Lane
from spcs_local.model.identifiers import quote
from spcs_local.model.query_result import Result
from spcs_local.model.session import Session
from spcs_local.routes.bearer import is_signed_in, session_of
from spcs_local.routes.bodies import MOST_DEFINITION, SMALL_BODY, BadRequestError, Bodies
from spcs_local.routes.rest import definitions, grants
from spcs_local.routes.rest.path import PREFIX, Path, read, segments_of
from spcs_local.routes.rest.resources import ANY, Function, Part
from spcs_local.routes.rest.shapes import Row
from spcs_local.statements.literals import literal

_LOG = logging.getLogger(__name__)
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# the snow CLI tells people that 401 stands for missing privileges
_STATUSES = {"02000": 404, "08001": 401, "42501": 401, "42710": 409}
_LISTING = {"like", "startsWith", "showLimit", "fromName"}
_OF_CLIENTS = {"request_guid", "requestId"}
_GRANTS = {("grants",): False, ("future-grants",): True}

Run = Callable[[str], Result]


class NotAllowedError(Exception):
    """A method that a path does not take."""


class RestRoutes:
    """The routes under /api/v2."""

    def __init__(self, account: Account, bodies: Bodies) -> None:
        self._account = account
        self._bodies = bodies
        self._lane = Lane(STATEMENTS)

    def routes(self) -> list[Route]:
        """All of them."""
        return [Route(PREFIX + "{path:path}", self._request, methods=_VERBS)]

    async def _request(self, request: Request) -> Response:
        query_id = new_query_id()
        try:
            if request.method not in ("POST", "PUT"):
                return await self._lane.run(self._answer, request, {}, query_id)
            most = MOST_DEFINITION if await self._lane.run(is_signed_in, self._account, request) else SMALL_BODY
            async with self._bodies.of(request, most) as body:
                return await self._lane.run(self._answer, request, body, query_id)
        except NotAllowedError:
            message = f"{request.method} of {request.url.path} is not there."
            return _refusal(405, "000405", message, query_id)
        except BadRequestError as error:
            return _refusal(error.status, "390000", f"Bad request: {error}.", query_id)
        except SnowflakeError as error:
            return _refusal(_STATUSES.get(error.sqlstate, 400), error.code, error.message, query_id)
        except Exception as error:
            _LOG.error("internal error", exc_info=error)
            return _refusal(500, "300002", "Internal error: see account.log in the account's home.", query_id)

    def _answer(self, request: Request, body: dict[str, Any], query_id: str) -> JSONResponse:
        session = session_of(self._account, request)
        segments = segments_of(request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0])
        asked = _Asked(self._account, session, request, body, query_id)
        return JSONResponse(asked.grants(segments[1:]) if segments[0] == "grants" else asked.resource(read(segments)))


class _Asked:
    """One request."""

    def __init__(
        self, account: Account, session: Session, request: Request, body: dict[str, Any], query_id: str
    ) -> None:
        self._account, self._session, self._query_id = account, session, query_id
        self._verb, self._body = request.method, body
        self._query = {name: value for name, value in request.query_params.items() if name not in _OF_CLIENTS}
        self._place = f"{request.method} {request.url.path}"

    def resource(self, path: Path) -> Any:
        """What a request about a resource comes to."""
        kind = self._account.language.kinds[path.resource.kind]
        if (part := path.resource.beside.get(path.name or "")) is not None:
            self._only("GET")
            return part.shape.rows(self._run(part.statement))
        if path.below:
            return self._below(path)
        if path.action:
            self._only("POST")
            return self._act(path, kind)
        if path.name is None:
            return self._collection(path, kind)
        return self._object(path, kind)

    def grants(self, segments: list[str]) -> Any:
        """What a request about grants by their own path comes to."""
        if len(segments) == 2:
            self._only("GET")
            self._takes("showLimit")
            return grants.TOLD.rows(self._run(f"SHOW GRANTS TO {grants.grantee_of(segments)}{self._most()}"))
        self._only("POST", "DELETE")
        self._takes("deleteMode")
        body, mode = grants.from_path(segments, self._body), self._query.get("deleteMode", "")
        future, revoked = grants.is_future(segments), self._verb == "DELETE"
        grantee = grants.grantee_of(segments)
        return self._done(grants.change(grantee, body, future=future, revoked=revoked, mode=mode))

    def _collection(self, path: Path, kind: Kind) -> Any:
        self._only("GET", "POST")
        if self._verb == "GET":
            self._takes(*_LISTING)
            shown = path.resource.shape.rows(self._run(definitions.show(path, kind, self._query)))
            return [self._whole(path, row) for row in shown] if path.resource.described else shown
        self._takes("createMode", *path.resource.switches)
        given = {key: self._query[name] for name, key in path.resource.switches.items() if name in self._query}
        mode = self._query.get("createMode", "errorIfExists")
        return self._done(definitions.create(path, kind, {**self._body, **given}, mode))

    def _object(self, path: Path, kind: Kind) -> Any:
        self._only("GET", "PUT", "DELETE")
        if self._verb == "GET":
            self._takes()
            return self._fetched(path, kind)
        if self._verb == "DELETE":
            self._takes("ifExists")
            return self._done(definitions.drop(path, kind, self._query.get("ifExists", "false").lower() == "true"))
        self._takes(*path.resource.switches)
        try:
            found = self._account.model.access(self._session).find(kind, path.full_name)
        except DoesNotExistError:
            return self._done(definitions.create(path, kind, {**self._body, "name": path.name}, "errorIfExists"))
        shown = self._fetched(path, kind)
        for sql in definitions.alter(path, kind, self._body, found, shown):
            self._run(sql)
        return {"status": "Statement executed successfully."}

    def _fetched(self, path: Path, kind: Kind) -> Row:
        if path.resource.described:
            return path.resource.shape.rows(self._run(f"DESCRIBE {kind.name} {path.full_name}"))[0]
        rows = path.resource.shape.rows(self._run(definitions.show(path, kind, {})))
        found = next((row for row in rows if row["name"] == quote(path.full_name.last)), None)
        if found is None:
            raise DoesNotExistError(kind.name, str(path.full_name))
        return found

    def _whole(self, path: Path, row: Row) -> Row:
        """What DESCRIBE tells of a row of SHOW, where who asks may; else the row."""
        name = definitions.named(path, row["name"])
        try:
            return path.resource.shape.rows(self._run(f"DESCRIBE {path.resource.kind} {name}"))[0]
        except SnowflakeError:
            return row

    def _act(self, path: Path, kind: Kind) -> Any:
        self._takes("ifExists")
        if path.name is None and (path.resource.kind, path.action) == ("SERVICE", "execute-job"):
            return self._done(definitions.execute_job(path, kind, self._body))
        if path.name is None or path.action not in path.resource.actions:
            raise NotSupportedError(self._place)
        words = path.resource.actions[path.action]
        new = str(definitions.named(path, self._body.get("name"))) if words == "RENAME TO" else ""
        there = "IF EXISTS" if self._query.get("ifExists", "false").lower() == "true" else ""
        return self._done(definitions.spaced("ALTER", kind.name, there, str(path.full_name), words, new))

    def _below(self, path: Path) -> Any:
        if path.resource.kind in ("ROLE", "USER") and path.below in _GRANTS:
            return self._of_grantee(path, future=_GRANTS[path.below])
        part, names = self._part(path)
        self._only("GET")
        if isinstance(part, Function):
            self._takes(*part.arguments)
            given = [self._query.get(name, default) for name, default in part.arguments.items()]
            arguments = ", ".join(literal(text or "") for text in (str(path.full_name), *given))
            return {part.name.lower(): self._run(f"CALL {part.name}({arguments})").rows[0][0]}
        self._takes(*part.clauses)
        clauses = [f"{word} {literal(self._query[name])}" for name, word in part.clauses.items() if name in self._query]
        quoted = [str(definitions.named(path, name)).rpartition(".")[2] for name in names]
        statement = part.statement.format(path.full_name, *quoted)
        return part.shape.rows(self._run(definitions.spaced(statement, *clauses)))

    def _part(self, path: Path) -> tuple[Part | Function, list[str]]:
        for pattern, part in path.resource.parts.items():
            pairs = list(zip(pattern, path.below, strict=False))
            if len(pattern) == len(path.below) and all(wanted in (ANY, got) for wanted, got in pairs):
                return part, [got for wanted, got in pairs if wanted == ANY]
        raise DoesNotExistError("Resource", "/".join(path.below))

    def _of_grantee(self, path: Path, *, future: bool) -> Any:
        grantee = f"{path.resource.kind} {path.full_name}"
        self._only("GET", "POST")
        if self._verb == "POST":
            self._takes("mode")
            revoked, mode = path.action == "revoke", self._query.get("mode", "")
            return self._done(grants.change(grantee, self._body, future=future, revoked=revoked, mode=mode))
        self._takes("showLimit")
        words, shape = ("FUTURE GRANTS", grants.TO_COME) if future else ("GRANTS", grants.HELD)
        return shape.rows(self._run(f"SHOW {words} TO {grantee}{self._most()}"))

    def _most(self) -> str:
        most = self._query.get("showLimit")
        return f" LIMIT {most}" if most is not None and most.isdecimal() else ""

    def _run(self, sql: str) -> Result:
        return self._account.execute(self._session, sql, query_id=self._query_id)

    def _done(self, sql: str) -> Mapping[str, Any]:
        return {"status": self._run(sql).rows[0][0]}

    def _only(self, *verbs: str) -> None:
        if self._verb not in verbs:
            raise NotAllowedError

    def _takes(self, *names: str) -> None:
        unknown = set(self._query) - set(names)
        if unknown:
            raise NotSupportedError(f"Parameter {min(unknown)} of {self._place}")


def _refusal(status: int, code: str, message: str, query_id: str) -> JSONResponse:
    body = {"message": message, "code": code, "error_code": code, "request_id": query_id}
    return JSONResponse(body, status)
