"""Questions to an account from several roles at once: nothing waits for an answer that it does not need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from typing import TypeVar

import pulumi

from components.account_privileges import inherited
from components.session import Session, StatementError

T = TypeVar("T")
U = TypeVar("U")
AT_ONCE = 16  # statements; a session takes several at a time


async def told(answer: Future[T], otherwise: U) -> T | U:
    """A question that the account refuses stands in nobody's way."""
    try:
        return await asyncio.wrap_future(answer)
    except StatementError as error:
        pulumi.log.warn(f"not checked before the run: {error}")
        return otherwise


class AccountReader:
    """Signs in with a role when it is first asked for. To be closed: it signs out."""

    def __init__(self, open_session: Callable[[str], AbstractContextManager[Session]]) -> None:
        self._open_session = open_session
        self._signing_in: dict[str, Future[Session]] = {}
        self._closing = ExitStack()
        # a sign-in never waits behind those who wait for it
        self._sign_ins = ThreadPoolExecutor(thread_name_prefix="sign-in")
        self._questions = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="question")

    def sign_in(self, role: str) -> Future[Session]:
        """The role's session, which all of its questions go through. Raises StatementError."""
        if role not in self._signing_in:
            self._signing_in[role] = self._sign_ins.submit(self._open, role)
        return self._signing_in[role]

    def ask(self, role: str, question: Callable[[Session], T]) -> Future[T]:
        """The answer. Raises StatementError, of the sign-in too."""
        signing_in = self.sign_in(role)
        return self._questions.submit(lambda: question(signing_in.result()))

    async def inherited(self, role: str, roles: frozenset[str]) -> frozenset[str]:
        """Of these, the role itself and those that it inherits; all of them where the account does not tell."""
        return await told(self.ask(role, partial(inherited, roles=roles)), roles)

    def close(self) -> None:
        """Once all that is wanted has been answered."""
        self._questions.shutdown(cancel_futures=True)
        self._sign_ins.shutdown()
        self._closing.close()

    def _open(self, role: str) -> Session:
        return self._closing.enter_context(self._open_session(role))
