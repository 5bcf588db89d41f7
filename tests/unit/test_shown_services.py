"""Services as SHOW has them, asked for by many at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from components.service_state import ServiceState
from components.session import DOES_NOT_EXIST, Row, StatementError
from components.shown_services import ShownServices
from components.sql import SchemaObject
from devkit.testing.waiting import PATIENCE, until

MILVUS = SchemaObject.of("D", "S", "MILVUS")


class Account:
    """Answers each statement with what is there when it is sent, once it is let."""

    def __init__(self, *, held: bool = False) -> None:
        self.sent: list[str] = []
        self.digest = "one"
        self.going_on = threading.Event()
        if not held:
            self.going_on.set()

    def rows(self, statement: str) -> list[Row]:
        self.sent.append(statement)
        row = {"name": "MILVUS", "status": "RUNNING", "is_upgrading": "false", "spec_digest": self.digest}
        assert self.going_on.wait(PATIENCE)
        return [row]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError(content, file, target)


class Unseen(Account):
    def rows(self, statement: str) -> list[Row]:
        raise StatementError(DOES_NOT_EXIST, statement)


def digest(found: ServiceState | None) -> str | None:
    return found.spec_digest if found else None


def test_a_service_is_found_by_its_name() -> None:
    account, shown = Account(), ShownServices()
    assert digest(shown.find(account, "OWNER", MILVUS)) == "one"
    assert shown.find(account, "OWNER", SchemaObject.of("D", "S", "OTHER")) is None
    assert account.sent == ['SHOW SERVICES IN SCHEMA "D"."S"'] * 2


def test_who_asks_later_is_answered_anew() -> None:
    account, shown = Account(), ShownServices()
    shown.find(account, "OWNER", MILVUS)
    account.digest = "two"
    assert digest(shown.find(account, "OWNER", MILVUS)) == "two"


def test_what_cannot_be_shown_is_not_found() -> None:
    assert ShownServices().find(Unseen(), "OWNER", MILVUS) is None


def answers_of_later(count: int) -> tuple[set[str | None], int]:
    """What as many are told who ask during a statement, and how many statements that took."""
    account, shown = Account(held=True), ShownServices()

    def ask() -> str | None:
        return digest(shown.find(account, "OWNER", MILVUS))

    with ThreadPoolExecutor(1 + count) as pool:
        first = pool.submit(ask)
        until(lambda: account.sent, "the first statement")
        account.digest = "two"  # which the statement that is under way does not tell
        later = [pool.submit(ask) for _ in range(count)]
        until(lambda: all(it.running() for it in later), "all of them")
        account.going_on.set()
        assert first.result(PATIENCE) == "one"
        return {it.result(PATIENCE) for it in later}, len(account.sent) - 1


def test_who_asks_during_a_statement_is_not_answered_by_it_and_shares_the_next() -> None:
    def shared() -> bool:
        """A thread that runs may not have asked yet."""
        told, sent = answers_of_later(8)
        assert told == {"two"}
        return sent < 8

    until(shared, "a statement for more than one")


def test_roles_do_not_wait_for_each_other() -> None:
    held, account, shown = Account(held=True), Account(), ShownServices()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(shown.find, held, "OWNER", MILVUS)
        until(lambda: held.sent, "the statement of the first role")
        assert digest(shown.find(account, "OTHER", MILVUS)) == "one"
        held.going_on.set()
        assert waiting.result(PATIENCE)


def test_all_who_wait_hear_of_an_error() -> None:
    class Broken(Account):
        def rows(self, statement: str) -> list[Row]:
            raise RuntimeError(statement)

    with pytest.raises(RuntimeError, match="SHOW SERVICES"):
        ShownServices().find(Broken(), "OWNER", MILVUS)
