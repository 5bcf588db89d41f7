"""What accounts of this process do while a test runs, by the keys of rows, and refuse none the less."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from starlette.routing import Route

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.handlers import query
from spcs_local.handlers.call import Call, Context, Handler
from spcs_local.model.query_result import Result
from spcs_local.model.running import Steps
from spcs_local.statements.statement import Statement
from spcs_local_tests.parity.keys import function_key, keys_of, keys_of_query, keys_of_refused, request_key, table_key
from spcs_local_tests.parity.requests import asked

# of an answer to a driver, whose status is 200 whatever came of the request
_FAILED = b'"success":false'


@dataclass(frozen=True)
class Seen:
    """Keys of what was done, and of what was refused: a test that has both may be about the refusal."""

    done: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


@dataclass
class Recorder:
    """Keeps keys while it is told to; what is done between tests, by fixtures too, is nobody's."""

    _seen: Seen | None = field(default=None, init=False)

    @contextmanager
    def recording(self) -> Iterator[Seen]:
        """What comes from now on, until the end of the block."""
        self._seen = seen = Seen()
        try:
            yield seen
        finally:
            self._seen = None

    def note(self, key: str) -> None:
        """One key; of any thread."""
        seen = self._seen
        if seen is not None:
            seen.done.add(key)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Have every account that is made from now on tell what it did with success."""
        made, handled, ran = Account.__init__, Route.handle, query.run

        def init(account: Account, *given: Any, **named: Any) -> None:
            made(account, *given, **named)
            account.handlers = {statement: self._handler(act) for statement, act in account.handlers.items()}
            language = account.language
            functions = {name: self._function(function_key(name), act) for name, act in language.functions.items()}
            of_tables = language.tables.functions.items()
            tables = replace(
                language.tables, functions={name: self._function(table_key(name), act) for name, act in of_tables}
            )
            account.language = replace(language, functions=functions, tables=tables)

        async def handle(route: Route, scope: Any, receive: Any, send: Any) -> None:
            await handled(route, scope, receive, self._send(lambda: request_key(*asked(route, scope)), send))

        def run(context: Context, text: str) -> Steps[Result]:
            result: Result = yield from ran(context, text)
            self._note_all(keys_of_query, text)
            return result

        patch.setattr(Account, "__init__", init)
        patch.setattr(query, "run", run)
        patch.setattr(Route, "handle", handle)

    def _handler(self, act: Handler) -> Handler:
        def noting(call: Call[Statement]) -> Any:
            def done() -> None:
                self._note_all(keys_of, call.statement)

            return _after(lambda: act(call), done, lambda: self._refuse(keys_of_refused, call.statement))

        return noting

    def _function(self, key: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*given: Any) -> Any:
            return _after(lambda: act(*given), lambda: self.note(key), lambda: self._refuse(iter, (key,)))

        return noting

    def _note_all(self, keys: Callable[[Any], Iterable[str]], done: Any) -> None:
        if self._seen is not None:
            for key in keys(done):
                self.note(key)

    def _refuse(self, keys: Callable[[Any], Iterable[str]], refused: Any) -> None:
        seen = self._seen
        if seen is not None:
            seen.refused.update(keys(refused))

    def _send(self, key: Callable[[], str], send: Any) -> Any:
        status = 0

        async def noting(message: Mapping[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            # before its client has it, and goes on
            if status < 400 and "body" in message and _FAILED not in message["body"] and self._seen is not None:
                self.note(key())
            await send(message)

        return noting


def _after(act: Callable[[], Any], done: Callable[[], None], refused: Callable[[], None]) -> Any:
    """The answer, or its steps, once it is there."""
    with _telling(refused):
        answer = act()
    if isinstance(answer, Generator):
        return _steps(answer, done, refused)
    done()
    return answer


def _steps(
    answer: Generator[Any, Any, Any], done: Callable[[], None], refused: Callable[[], None]
) -> Generator[Any, Any, Any]:
    with _telling(refused):
        result = yield from answer
    done()
    return result


@contextmanager
def _telling(refused: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    except SnowflakeError:
        refused()
        raise
