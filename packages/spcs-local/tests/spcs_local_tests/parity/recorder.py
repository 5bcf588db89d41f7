"""What accounts of this process do while a test runs, by the keys of rows."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from starlette.routing import Route

from spcs_local.account import Account
from spcs_local.handlers.call import Call, Handler
from spcs_local.statements.statement import Statement
from spcs_local_tests.parity.keys import function_key, keys_of, request_key, table_key
from spcs_local_tests.parity.requests import asked

# of an answer to a driver, whose status is 200 whatever came of the request
_FAILED = b'"success":false'


@dataclass
class Recorder:
    """Keeps keys while it is told to; what is done between tests, by fixtures too, is nobody's."""

    _seen: set[str] | None = field(default=None, init=False)

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """The keys that come from now on, until the end of the block."""
        self._seen = seen = set[str]()
        try:
            yield seen
        finally:
            self._seen = None

    def note(self, key: str) -> None:
        """One key; of any thread."""
        seen = self._seen
        if seen is not None:
            seen.add(key)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Have every account that is made from now on tell what it did with success."""
        made, handled = Account.__init__, Route.handle

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

        patch.setattr(Account, "__init__", init)
        patch.setattr(Route, "handle", handle)

    def _handler(self, act: Handler) -> Handler:
        def noting(call: Call[Statement]) -> Any:
            return _after(act(call), lambda: self._statement(call.statement))

        return noting

    def _statement(self, statement: Statement) -> None:
        if self._seen is not None:
            for key in keys_of(statement):
                self.note(key)

    def _function(self, key: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*given: Any) -> Any:
            return _after(act(*given), lambda: self.note(key))

        return noting

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


def _after(answer: Any, done: Callable[[], None]) -> Any:
    """The answer, or its steps, once it is there."""
    if isinstance(answer, Generator):
        return _steps(answer, done)
    done()
    return answer


def _steps(answer: Generator[Any, Any, Any], done: Callable[[], None]) -> Generator[Any, Any, Any]:
    result = yield from answer
    done()
    return result
