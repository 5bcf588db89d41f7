"""One request of the REST API: the statements that it stands for, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from spcs_local.account import Account
from spcs_local.budget import Share
from spcs_local.errors import DoesNotExistError, NotSupportedError, SnowflakeError
from spcs_local.kinds.kind import Kind
from spcs_local.model.identifiers import quote
from spcs_local.model.query_result import Result
from spcs_local.model.running import Running, Steps
from spcs_local.model.session import Session
from spcs_local.routes.held import hold
from spcs_local.routes.rest import definitions, grants
from spcs_local.routes.rest.definitions import most_shown, spaced
from spcs_local.routes.rest.path import NoResourceError, Path, read, segments_of
from spcs_local.routes.rest.resources import ANY, RESOURCES, Function, Part
from spcs_local.routes.rest.shapes import Row
from spcs_local.statements.literals import literal

_LISTING = {"like", "startsWith", "showLimit", "fromName"}
_OF_CLIENTS = {"request_guid", "requestId"}
_GRANTS = {("grants",): False, ("future-grants",): True}


class NotAllowedError(Exception):
    """A method that a path does not take."""


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A request, of whom it is, and what it may take of the account."""

    session: Session
    request: Request
    body: dict[str, Any]
    share: Share
    query_id: str
    running: Running


class Asked:
    """What a request asks for. One that waits is steps, as any statement is."""

    def __init__(self, account: Account, submitted: Submitted) -> None:
        request = submitted.request
        self._account, self._submitted, self._session = account, submitted, submitted.session
        self._verb, self._body = request.method, submitted.body
        self._query = {name: value for name, value in request.query_params.items() if name not in _OF_CLIENTS}
        self._place = f"{request.method} {request.url.path}"

    def steps(self) -> Steps[Any]:
        """What it comes to."""
        raw = self._submitted.request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0]
        segments = segments_of(raw)
        if segments[0] == "grants":
            return (yield from self._grants(segments[1:]))
        return (yield from self._resource(read(segments)))

    def _resource(self, path: Path) -> Steps[Any]:
        kind = self._account.language.kinds[path.resource.kind]
        if (part := path.resource.beside.get(path.name or "")) is not None:
            self._only("GET")
            return part.shape.rows((yield from self._run(part.statement)))
        if path.below:
            return (yield from self._below(path))
        if path.action:
            self._only("POST")
            return (yield from self._act(path, kind))
        if path.name is None:
            return (yield from self._collection(path, kind))
        return (yield from self._object(path, kind))

    def _grants(self, segments: list[str]) -> Steps[Any]:
        if len(segments) == 2:
            self._only("GET")
            self._takes("showLimit")
            most = most_shown(self._query)
            return grants.TOLD.rows((yield from self._run(spaced("SHOW GRANTS TO", grants.grantee_of(segments), most))))
        self._only("POST", "DELETE")
        self._takes("deleteMode")
        body, mode = grants.from_path(segments, self._body), self._query.get("deleteMode", "")
        future, revoked = grants.is_future(segments), self._verb == "DELETE"
        grantee = grants.grantee_of(segments)
        return (yield from self._done(grants.change(grantee, body, future=future, revoked=revoked, mode=mode)))

    def _collection(self, path: Path, kind: Kind) -> Steps[Any]:
        self._only("GET", "POST")
        if self._verb == "GET":
            self._takes(*_LISTING)
            shown = path.resource.shape.rows((yield from self._run(definitions.show(path, kind, self._query))))
            if not path.resource.described:
                return shown
            whole = []
            for row in shown:
                whole.append((yield from self._whole(path, row)))
            return whole
        self._takes("createMode", *path.resource.switches)
        given = {key: self._query[name] for name, key in path.resource.switches.items() if name in self._query}
        mode = self._query.get("createMode", "errorIfExists")
        return (yield from self._done(definitions.create(path, kind, {**self._body, **given}, mode)))

    def _object(self, path: Path, kind: Kind) -> Steps[Any]:
        self._only("GET", "PUT", "DELETE")
        if self._verb == "GET":
            self._takes()
            return (yield from self._fetched(path, kind))
        if self._verb == "DELETE":
            self._takes("ifExists")
            return (yield from self._done(definitions.drop(path, kind, self._query)))
        self._takes(*path.resource.switches)
        definitions.check_named(path, self._body)
        try:
            found = self._account.model.access(self._session).find(kind, path.full_name)
        except DoesNotExistError:
            new = {**self._body, "name": path.name}
            return (yield from self._done(definitions.create(path, kind, new, "errorIfExists")))
        shown = yield from self._fetched(path, kind)
        for sql in definitions.alter(path, kind, self._body, found, shown):
            yield from self._run(sql)
        return {"status": "Statement executed successfully."}

    def _fetched(self, path: Path, kind: Kind) -> Steps[Row]:
        if path.resource.described:
            return path.resource.shape.rows((yield from self._run(f"DESCRIBE {kind.name} {path.full_name}")))[0]
        rows = path.resource.shape.rows((yield from self._run(definitions.show(path, kind, {}))))
        found = next((row for row in rows if row["name"] == quote(path.full_name.last)), None)
        if found is None:
            raise DoesNotExistError(kind.name, str(path.full_name))
        return found

    def _whole(self, path: Path, row: Row) -> Steps[Row]:
        """What DESCRIBE tells of a row of SHOW, where who asks may; else the row."""
        name = definitions.named(path, row["name"])
        try:
            return path.resource.shape.rows((yield from self._run(f"DESCRIBE {path.resource.kind} {name}")))[0]
        except SnowflakeError:
            return row

    def _act(self, path: Path, kind: Kind) -> Steps[Any]:
        self._takes("ifExists")
        if path.name is None and (path.resource.kind, path.action) == ("SERVICE", "execute-job"):
            return (yield from self._done(definitions.execute_job(path, kind, self._body)))
        if path.name is None or path.action not in path.resource.actions:
            raise NotSupportedError(self._place)
        words = path.resource.actions[path.action]
        new = str(definitions.named(path, self._body.get("name"))) if words == "RENAME TO" else ""
        there = definitions.if_exists(self._query)
        return (yield from self._done(definitions.spaced("ALTER", kind.name, there, str(path.full_name), words, new)))

    def _below(self, path: Path) -> Steps[Any]:
        if path.resource.kind in ("ROLE", "USER") and path.below in _GRANTS:
            return (yield from self._of_grantee(path, future=_GRANTS[path.below]))
        part, names = self._part(path)
        self._only("GET")
        if isinstance(part, Function):
            self._takes(*part.arguments)
            given = [self._query.get(name, default) for name, default in part.arguments.items()]
            arguments = ", ".join(literal(text or "") for text in (str(path.full_name), *given))
            answer = yield from self._run(f"CALL {part.name}({arguments})")
            return {part.name.lower(): answer.rows[0][0]}
        self._takes(*part.clauses)
        clauses = [f"{word} {literal(self._query[name])}" for name, word in part.clauses.items() if name in self._query]
        quoted = [str(definitions.named(path, name)).rpartition(".")[2] for name in names]
        statement = part.statement.format(path.full_name, *quoted)
        return part.shape.rows((yield from self._run(definitions.spaced(statement, *clauses))))

    def _part(self, path: Path) -> tuple[Part | Function, list[str]]:
        for pattern, part in path.resource.parts.items():
            pairs = list(zip(pattern, path.below, strict=False))
            if len(pattern) == len(path.below) and all(wanted in (ANY, got) for wanted, got in pairs):
                return part, [got for wanted, got in pairs if wanted == ANY]
        if path.below[0] in RESOURCES:  # elsewhere
            raise DoesNotExistError("Resource", "/".join(path.below))
        raise NoResourceError(f"{path.collection}/{'/'.join(path.below)}")

    def _of_grantee(self, path: Path, *, future: bool) -> Steps[Any]:
        grantee = f"{path.resource.kind} {path.full_name}"
        self._only("GET", "POST")
        if self._verb == "POST":
            self._takes("mode")
            revoked, mode = path.action == "revoke", self._query.get("mode", "")
            changed = grants.change(grantee, self._body, future=future, revoked=revoked, mode=mode)
            return (yield from self._done(changed))
        self._takes("showLimit")
        words, shape = ("FUTURE GRANTS", grants.TO_COME) if future else ("GRANTS", grants.HELD)
        return shape.rows((yield from self._run(spaced("SHOW", words, "TO", grantee, most_shown(self._query)))))

    def _run(self, sql: str) -> Steps[Result]:
        asked = self._submitted
        result = yield from self._account.steps(self._session, sql, running=asked.running, query_id=asked.query_id)
        hold(result, asked.share)
        return result

    def _done(self, sql: str) -> Steps[Mapping[str, Any]]:
        return {"status": (yield from self._run(sql)).rows[0][0]}

    def _only(self, *verbs: str) -> None:
        if self._verb not in verbs:
            raise NotAllowedError

    def _takes(self, *names: str) -> None:
        unknown = set(self._query) - set(names)
        if unknown:
            raise NotSupportedError(f"Parameter {min(unknown)} of {self._place}")
