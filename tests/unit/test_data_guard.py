"""The two guards: what they refuse, and what they say."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest

from components.data_guard import (
    DataGuardProvider,
    DataIsProtectedError,
    DestroyGuardProvider,
    OwnerError,
    problems_of_owners,
)
from components.held_data import protected_holders
from components.session import StatementError
from tests.unit.configuration import loaded
from tests.unit.recording import ACCOUNT, PROJECT, STACK, defaults
from tests.unit.test_database_contents import FakeSession


def requested(**changes: Any) -> ConfigureRequest:
    """The stack's configuration, as the engine hands it to a provider."""
    values = {**defaults(), **ACCOUNT, **STACK, **{f"{PROJECT}:{key}": _text(it) for key, it in changes.items()}}
    return ConfigureRequest(Config(values, PROJECT))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def protected(**changes: Any) -> dict[str, Any]:
    return {
        "protected": {key: dict(it) for key, it in protected_holders(loaded(**changes)).items()},
        "database": "MILVUS_DEMO",
        "own": ["MILVUS_DEMO.PUBLIC.DATA"],
        "role": "DEPLOYER_ROLE",
        "owners": {"milvus": "MILVUS_OWNER_ROLE", "jupyter": "JUPYTER_OWNER_ROLE"},
    }


def before(**changes: Any) -> DataGuardProvider:
    made = DataGuardProvider()
    made.configure(requested(**changes))
    return made


def after(
    session: FakeSession | StatementError, monkeypatch: pytest.MonkeyPatch, **changes: Any
) -> DestroyGuardProvider:
    made = DestroyGuardProvider()
    made.configure(requested(**changes))

    def opened(_role: str) -> FakeSession:
        if isinstance(session, StatementError):
            raise session
        return session

    monkeypatch.setattr(made, "session", opened)
    return made


class Pools(FakeSession):
    """Shows compute pools."""

    def __init__(self, shown: list[dict[str, Any]]) -> None:
        self._pools = shown

    def rows(self, statement: str) -> list[dict[str, Any]]:
        assert statement == "SHOW COMPUTE POOLS LIKE 'MILVUS_COMPUTE_POOL'"
        return self._pools


def diff(made: DataGuardProvider | DestroyGuardProvider, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    return bool(made.diff("data", dict(olds), dict(news)).changes)


def test_refuse_a_change_that_drops_data_and_say_how_to_go_on() -> None:
    with pytest.raises(DataIsProtectedError) as refusal:
        diff(before(database="OTHER"), protected(), protected(database="OTHER"))
    head, first, *_, todo = str(refusal.value).splitlines()
    assert head == "this change would drop what is protected; nothing was changed:"
    assert first == "  - database MILVUS_DEMO: name MILVUS_DEMO would be OTHER"
    assert "pulumi config set milvus-spcs:protect false" in todo


def test_let_a_pool_have_the_family_that_somebody_gave_it(monkeypatch: pytest.MonkeyPatch) -> None:
    guard, news = before(instanceFamily="CPU_X64_M"), protected(instanceFamily="CPU_X64_M")
    pool = {"name": "MILVUS_COMPUTE_POOL", "instance_family": "CPU_X64_M"}
    monkeypatch.setattr(guard, "session", lambda _role: Pools([pool]))
    with pytest.raises(DataIsProtectedError, match="“Another instance family”"):
        diff(guard, protected(), news)
    read = guard.read("data", protected()).outs or {}
    assert diff(guard, read, news)
    with pytest.raises(DataIsProtectedError, match="instanceFamily CPU_X64_S would be CPU_X64_L"):
        diff(before(instanceFamily="CPU_X64_L"), read, protected(instanceFamily="CPU_X64_L"))
    assert not diff(before(database="REFUSED"), read, protected())  # a refresh compares so


def test_a_pool_that_is_not_there_has_no_family(monkeypatch: pytest.MonkeyPatch) -> None:
    guard = before()
    monkeypatch.setattr(guard, "session", lambda _role: Pools([]))
    assert guard.read("data", protected()).outs == {**protected(), "found_families": {}}


def test_refuse_another_owner_of_a_service_that_is_there() -> None:
    olds = protected()
    with pytest.raises(OwnerError, match="service milvus: owner MILVUS_OWNER_ROLE would be OTHER\nTo do: put the name"):
        diff(before(), olds, {**olds, "owners": {**olds["owners"], "milvus": "OTHER"}})
    assert diff(before(), olds, {**olds, "owners": {"jupyter": "JUPYTER_OWNER_ROLE", "third": "OTHER"}})


def test_let_the_engine_alone_show_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    log = logging.getLogger("grpc._server")
    monkeypatch.setattr(log, "level", logging.NOTSET)
    before()
    assert not log.isEnabledFor(logging.CRITICAL)


def test_find_another_owner_in_the_state_before_anything_is_registered() -> None:
    recorded = {"urn:pulumi:t::p::pulumi-python:dynamic/data_guard:DataGuard::data-guard": protected()}
    assert problems_of_owners(loaded(), recorded) == problems_of_owners(loaded(ownerRole="OTHER"), {}) == []
    (problem,) = problems_of_owners(loaded(ownerRole="OTHER"), recorded)
    assert str(problem).startswith(
        "service milvus is owned by MILVUS_OWNER_ROLE, and would be by OTHER; allowed: MILVUS_OWNER_ROLE, since "
    )


def test_record_what_is_protected_from_now_on() -> None:
    services = {"second": {"like": "milvus", "name": "MILVUS_2", "specification": "milvus"}}
    assert not diff(before(), protected(), protected())
    assert diff(before(services=services), protected(), protected(services=services))
    assert before().create(protected()).outs == protected()
    assert before().update("data", protected(), protected(services=services)).outs == protected(services=services)


def test_refuse_to_destroy_and_show_what_would_go(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = [{"database_name": "MILVUS_DEMO", "schema_name": "PUBLIC", "name": name} for name in ("DATA", "THEIRS")]

    class Session(FakeSession):
        def rows(self, statement: str) -> list[dict[str, Any]]:
            return super().rows(statement.replace("MILVUS_DEMO", "D"))

    with pytest.raises(DataIsProtectedError) as refusal:
        after(Session(stages=stages), monkeypatch).delete("data", protected())
    text = str(refusal.value)
    assert "\n  - stage DATA\n" in text
    assert "with database MILVUS_DEMO would go:\n" in text
    assert "MILVUS_DEMO.PUBLIC.DATA, MILVUS_DEMO.PUBLIC.THEIRS (not of this stack)" in text


def without_database(props: dict[str, Any]) -> dict[str, Any]:
    """As the state has them of a stack whose database was there before: it keeps no None."""
    return {key: value for key, value in props.items() if key != "database"}


def test_show_nothing_of_a_database_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataIsProtectedError) as refusal:
        after(FakeSession(), monkeypatch).delete("data", without_database(protected()))
    assert "would go" not in str(refusal.value)


def test_refuse_to_destroy_where_nobody_can_look(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataIsProtectedError, match="unknown: no such user"):
        after(StatementError(1, "no such user"), monkeypatch).delete("data", protected())


def test_show_what_may_go_from_now_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    refused = StatementError(1, "no such user")
    lifted = after(refused, monkeypatch, protect="false")
    news = {**protected(), "protected": {}}
    assert lifted.update("data", protected(), news).outs == news
    assert capsys.readouterr().out.splitlines() == [
        "nothing is protected from now on; with database MILVUS_DEMO would go:",
        "  - unknown: no such user",
    ]
    lifted.update("data", {**protected(), "database": None}, {**news, "database": None})
    lifted.update("data", news, {**news, "own": []})
    assert capsys.readouterr().out == ""


def test_show_what_goes_when_it_goes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    schemas = FakeSession(schemas=[{"database_name": "D", "name": "FINANCE"}])
    unprotected = {**protected(), "protected": {}, "database": "D"}
    after(schemas, monkeypatch).delete("data", unprotected)
    said = capsys.readouterr().out
    assert said == "with database D goes:\n  - schema: D.FINANCE (not of this stack)\n"
    after(schemas, monkeypatch).delete("data", without_database(unprotected))
    assert capsys.readouterr().out == ""


SECOND = {"kind": "service", "name": "MILVUS_2"}


def test_keep_what_the_settings_no_longer_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its protection was not lifted before."""
    olds = protected(services={"second": {"like": "milvus", "name": "MILVUS_2", "specification": "milvus"}})
    olds |= {"database": "D", "protected": {**olds["protected"], "service second": SECOND}}
    with pytest.raises(DataIsProtectedError, match="service MILVUS_2\n"):
        after(FakeSession(), monkeypatch, protect="false").update("data", olds, {**olds, "protected": {}})


def test_record_what_the_stack_calls_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made, olds = after(FakeSession(), monkeypatch), protected()
    assert not diff(made, olds, olds)
    assert diff(made, olds, {**olds, "own": []})
    assert made.create(olds).outs == olds
    assert made.update("data", olds, {**olds, "own": []}).outs == {**olds, "own": []}
