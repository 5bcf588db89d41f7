"""Questions to an account from several roles at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from components.account_reader import AccountReader
from components.session import Row, Session, StatementError
from devkit.testing.waiting import PATIENCE


@dataclass
class Account:
    """Whose sessions answer once as many ask as a test wants, and which refuses some roles."""

    together: threading.Barrier = field(default_factory=lambda: threading.Barrier(1))
    refused: tuple[str, ...] = ()
    signed_in: list[str] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)

    @contextmanager
    def session(self, role: str) -> Iterator[Session]:
        if role in self.refused:
            raise StatementError(390189, f"no {role}")
        self.signed_in.append(role)
        yield Answering(self, role)
        self.signed_out.append(role)


@dataclass
class Answering:
    account: Account
    role: str

    def rows(self, statement: str) -> list[Row]:
        self.account.together.wait(PATIENCE)
        return [{"statement": statement, "role": self.role}]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def test_ask_many_questions_at_once_and_sign_in_once_a_role() -> None:
    account = Account(threading.Barrier(6))
    reader = AccountReader(account.session)
    asked = [reader.ask(role, lambda session: session.rows("SHOW")) for role in ("A", "B") for _ in range(3)]
    assert [answer.result(PATIENCE)[0]["role"] for answer in asked] == ["A", "A", "A", "B", "B", "B"]
    assert sorted(account.signed_in) == ["A", "B"]
    reader.close()
    assert sorted(account.signed_out) == ["A", "B"]


def test_the_refusal_of_a_sign_in_is_the_answer_to_all_of_its_questions() -> None:
    reader = AccountReader(Account(refused=("A",)).session)
    asked: list[Future[Any]] = [reader.sign_in("A")]
    asked += [reader.ask("A", lambda session: session.rows("SHOW")) for _ in range(20)]
    for answer in asked:
        with pytest.raises(StatementError, match="no A"):
            answer.result(PATIENCE)
    assert reader.ask("B", lambda session: session.rows("SHOW")).result(PATIENCE)
    reader.close()
