"""The account as clients have it: texts of statements in, answers out."""

from __future__ import annotations

import logging
import secrets
import time
import uuid
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from dataclasses import replace
from typing import Any

from spcs_local.catalog import ChangeFailedError
from spcs_local.engine.workers import Engine
from spcs_local.errors import SnowflakeError
from spcs_local.handlers.call import Call, FindFunction, Function, Handlers, Language, Tables
from spcs_local.kinds.kind import Kind
from spcs_local.model.account_model import AccountModel
from spcs_local.model.query_result import Result, status
from spcs_local.model.running import Running, Steps, finished
from spcs_local.model.session import Session, restore
from spcs_local.model.statement_log import Entry, StatementLog
from spcs_local.statements.parser import Parser
from spcs_local.statements.statement import Statement

_LOG = logging.getLogger(__name__)
_INTERNAL = (370001, "Internal error")


class Account:
    """Runs statements: finds each one's handler and keeps what came of it."""

    def __init__(
        self,
        model: AccountModel,
        kinds: Iterable[Kind],
        handlers: Handlers,
        functions: Mapping[str, Function],
        tables: Tables,
        stored: FindFunction,
    ) -> None:
        self.model = model
        self.handlers = handlers
        known = {kind.name: kind for kind in kinds}
        self.language = Language(known, functions, Parser(handlers), tables, Engine(), stored)
        self.log = StatementLog(model.catalog, model.objects)

    def parse(
        self,
        sql: str,
        bindings: Mapping[str, Any] | None = None,
        variables: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Statement:
        """The statement of a text."""
        return self.language.parser.parse(sql, bindings, variables)

    def execute(
        self, session: Session, sql: str, bindings: Mapping[str, Any] | None = None, *, query_id: str = ""
    ) -> Result:
        """Run one statement in this thread, its waits included."""
        running = Running()
        return finished(self.steps(session, sql, bindings, running=running, query_id=query_id), running)

    def answer(self, call: Call[Statement]) -> Result:
        """What a statement's handler answers, its waits included; nothing of it is kept."""
        return finished(self._answer(call), call.running)

    def steps(
        self,
        session: Session,
        sql: str,
        bindings: Mapping[str, Any] | None = None,
        *,
        running: Running,
        query_id: str = "",
        base_url: str = "",
        only_describe: bool = False,
        arrived: float | None = None,
    ) -> Steps[Result]:
        """Run one statement; every statement is logged, whatever comes of it.

        Its time counts from `arrived`, by time.perf_counter(): waiting for others is part of it.
        """
        query_id = query_id or new_query_id()
        clock = time.perf_counter() if arrived is None else arrived
        started = time.time() - (time.perf_counter() - clock)
        before, user = session.state(), self.model.identity.name_of(session)
        number: int | None = None
        text: str | None = None
        try:
            if milliseconds := self.model.settings.behaviour.statementDelayMilliseconds:
                yield milliseconds / 1000
            # a client may ask what a statement answers before it has anything to bind
            known = defaultdict(lambda: {"type": "TEXT", "value": "A"}, bindings or {}) if only_describe else bindings
            statement = self.parse(sql, known, session.variables)
            if only_describe and not statement.describable:
                return status("")
            call = Call(
                model=self.model,
                language=self.language,
                session=session,
                text=sql,
                query_id=query_id,
                base_url=base_url,
                running=running,
                bindings=known or {},
                statement=statement,
            )
            with self.model.under_way.kept(session, running):
                answer = yield from self._answer(call)
            result = replace(answer, statement_type=statement.statement_type)
            self.model.results.keep(query_id, session.holder, result)
            return result
        except Exception as error:
            failure = (
                error if isinstance(error, SnowflakeError) else SnowflakeError(_INTERNAL[0], "XX000", _INTERNAL[1])
            )
            number, text = failure.number, failure.message
            self.model.results.keep(query_id, session.holder, failure)
            session.__dict__.update(restore(before).__dict__)
            raise
        finally:
            changed = number is None and session.state() != before
            session.last_query_id = query_id
            seconds = time.perf_counter() - clock
            entry = Entry(
                query_id, session.id, session.holder, user, session.role_id, sql, started, seconds, number, text
            )
            self._keep(session if changed else None, entry)

    def _keep(self, changed: Session | None, entry: Entry) -> None:
        """What of a statement outlives this process; that it cannot be written changes nothing of what came of it."""
        try:
            if changed is not None:
                self.model.sessions.save(changed)
            self.log.add(entry)
        except ChangeFailedError as error:
            _LOG.warning("statement %s is not in the log: %s", entry.query_id, error)

    def _answer(self, call: Call[Statement]) -> Steps[Result]:
        answer = self.handlers[type(call.statement)](call)
        return (yield from answer) if isinstance(answer, Generator) else answer


def new_query_id() -> str:
    """A query's id: a UUID that begins with the time, as Snowflake's do."""
    stamp = f"{int(time.time() * 1000):012x}"
    rest = secrets.token_hex(10)
    return str(uuid.UUID(stamp + rest))
