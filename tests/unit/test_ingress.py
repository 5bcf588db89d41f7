"""The ingress integration, which belongs to the account and not to the stack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from components.ingress import NAME, IngressIntegrationProvider
from components.session import Row
from tests.unit.fake_service import FakeSession
from tests.unit.recording import Recording

PROPS: dict[str, Any] = {"role": "ACCOUNTADMIN", "comment": "a stack's"}


@dataclass
class Integrations(FakeSession):
    there: set[str] = field(default_factory=set)
    comment: str = "somebody else's"

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if statement.startswith("CREATE"):
            self.there.add(NAME)
        if statement.startswith("DROP"):
            self.there.discard(NAME)
        return [{"name": name, "comment": self.comment} for name in self.there]


def provider(there: set[str], monkeypatch: pytest.MonkeyPatch) -> tuple[IngressIntegrationProvider, Integrations]:
    made, session = IngressIntegrationProvider(), Integrations([], there=there)
    monkeypatch.setattr(made, "session", session.opened)
    return made, session


def test_drop_what_was_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    made, session = provider({"SNOWSERVICESXINGRESSXOAUTH"}, monkeypatch)
    outs = made.create(PROPS).outs
    assert NAME in session.there
    assert session.statements[-1].endswith("COMMENT = 'a stack''s'")
    made.delete(NAME, outs or {})
    assert NAME not in session.there


def test_leave_what_was_there_before(monkeypatch: pytest.MonkeyPatch) -> None:
    made, session = provider({NAME}, monkeypatch)
    made.delete(NAME, made.create(PROPS).outs or {})
    assert session.there == {NAME}
    assert all(statement.startswith("SHOW") for statement in session.statements)


def test_drop_what_a_killed_run_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    made, session = provider({NAME}, monkeypatch)
    session.comment = PROPS["comment"]
    outs = made.create(PROPS).outs
    assert all(statement.startswith("SHOW") for statement in session.statements)
    made.delete(NAME, outs or {})
    assert session.there == set()


@pytest.mark.parametrize(("there", "id_"), [({NAME}, NAME), (set[str](), "")])
def test_find_it_again_or_gone(there: set[str], id_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = provider(there, monkeypatch)
    assert made.read(NAME, PROPS).id == id_


def test_register_it_only_when_asked(program: Callable[..., Recording]) -> None:
    assert program().of_type(":IngressIntegration") == {}
    assert set(program(ingressIntegration="true").of_type(":IngressIntegration")) == {"access-ingress"}
