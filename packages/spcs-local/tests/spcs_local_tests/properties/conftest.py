"""One account for all examples of a module's properties."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from spcs_local.account import Account
from spcs_local.model.principal import Holder
from spcs_local.model.session import Session
from spcs_local.statements.parser import Parser
from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount
from spcs_local_tests.services.world import PREPARATION

Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAccount]:
    """A running account, with what services need."""
    with RunningAccount(tmp_path_factory.mktemp("account") / "home", progression="manual") as account:
        execute(account.account, ";".join(PREPARATION))
        yield account


@pytest.fixture(scope="module")
def account(running: RunningAccount) -> Account:
    """The account without its HTTP."""
    return running.account


@pytest.fixture(scope="module")
def parser(account: Account) -> Parser:
    """The account's own grammar."""
    return Parser(account.handlers)


@pytest.fixture(scope="module")
def session(account: Account) -> Session:
    """The administrator's, in DEMO.APP."""
    administrator = account.model.objects.find("USER", "ADMIN")
    assert administrator is not None
    session = account.model.identity.session(Holder(administrator.id))
    account.execute(session, "USE SCHEMA DEMO.APP")
    return session


@pytest.fixture(scope="module")
def rows(account: Account, session: Session) -> Callable[[str], Rows]:
    """A statement's rows, by column name."""

    def run(statement: str) -> Rows:
        result = account.execute(session, statement)
        names = [column.name for column in result.columns]
        return [dict(zip(names, row, strict=True)) for row in result.rows]

    return run
