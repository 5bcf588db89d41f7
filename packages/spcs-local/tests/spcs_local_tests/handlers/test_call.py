"""Handlers and their statements. Each `ignore` asserts: the type checker fails where it has nothing to ignore."""

from __future__ import annotations

import pytest

from spcs_local.account import Account
from spcs_local.handlers.call import Call, on, registered
from spcs_local.model.principal import Holder
from spcs_local.model.query_result import Result, status
from spcs_local.services.statements import binding
from spcs_local.statements.rules.base import Existing
from spcs_local.statements.rules.services import CreateService, DropService


def _create(call: Call[CreateService]) -> Result:
    return status(str(call.statement.pool))


def _drop(call: Call[Existing]) -> Result:
    return status(str(call.statement.name))


def _asks_for_another_part(call: Call[DropService]) -> object:
    return call.statement.pool  # type: ignore[attr-defined]


def call_of(account: Account, text: str) -> Call[CreateService]:
    administrator = account.model.objects.find("USER", "ADMIN")
    assert administrator is not None
    statement = account.parse(text)
    assert isinstance(statement, CreateService)
    session = account.model.identity.session(Holder(administrator.id))
    return Call(
        model=account.model, language=account.language, session=session, text=text, query_id="q", statement=statement
    )


def test_take_the_statement_that_it_is_registered_for(real_account: Account) -> None:
    handlers = registered(on(CreateService, _create), on(DropService, _drop))
    call = call_of(real_account, "CREATE SERVICE S IN COMPUTE POOL P FROM @X")
    drop = call.instead(DropService(name=call.statement.name))
    assert handlers[CreateService](call) == status("P")
    assert handlers[DropService](drop) == status("S")


def test_take_no_other(real_account: Account) -> None:
    _, handler = on(DropService, _create)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        handler(call_of(real_account, "CREATE SERVICE S IN COMPUTE POOL P FROM @X"))


def test_take_no_other_with_services() -> None:
    assert binding.on(DropService, lambda _services, call: _drop(call)) is not None
    assert binding.on(DropService, lambda _services, call: _create(call)) is not None  # type: ignore[arg-type]
