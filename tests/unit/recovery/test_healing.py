"""From a state that a killed run left to one that the next run goes on with."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from components.engine import EngineError
from components.recovery.healing import ForeignObjectError, Healing, heal
from components.recovery.locks import LockedError
from components.session import Row
from components.stack_file import StackFile
from tests.unit.recovery.states import CONNECTION, POOL, PROVIDER, USER, FakeEngine, Shown, row, state

THERE: Mapping[str, list[Row]] = {"SHOW USERS": [row("U")], "SHOW COMPUTE POOLS LIKE": [row("P")]}


def healing(engine: FakeEngine, shown: Shown, *, forget: bool = False) -> tuple[Healing, list[str]]:
    said: list[str] = []
    return Healing(engine, StackFile({}), CONNECTION, shown.account(), said.append, forget), said


def refreshed(engine: FakeEngine) -> list[str]:
    calls = [call for call in engine.calls if call[0] == "refresh"]
    return [part for call in calls for flag, part in pairwise(call) if flag == "--target"]


def test_nothing_to_do_is_said() -> None:
    engine = FakeEngine.of(state())
    run, said = healing(engine, Shown())
    assert heal(run, force=False)
    assert said == ["no operation is pending; asking the account for what the state does not have"]
    assert len(engine.kept) == 1


def test_what_is_there_is_adopted_with_its_inputs_and_refreshed() -> None:
    engine = FakeEngine.of(state(("creating", USER), ("creating", POOL)))
    run, _ = healing(engine, Shown({"SHOW USERS": [row("U")]}))
    assert run.run()
    found = engine.export()
    made = found.find(USER["urn"])
    assert made is not None
    assert (made["id"], made["inputs"], "parent" in made) == ("U", USER["inputs"], False)
    assert (found.find(POOL["urn"]), found.pending) == (None, [])
    assert refreshed(engine) == [USER["urn"]]


@pytest.mark.parametrize(
    ("kind", "resources"),
    [
        ("creating", (PROVIDER,)),
        ("updating", (PROVIDER, {**USER, "id": "U"})),
        ("deleting", (PROVIDER, {**USER, "id": "U"})),
    ],
)
def test_what_a_failed_refresh_was_to_look_at_is_looked_at_by_the_next_healing(
    kind: str, resources: tuple[dict[str, Any], ...]
) -> None:
    engine = FakeEngine.of(state((kind, USER), resources=resources), says={"refresh": "killed"})
    run, _ = healing(engine, Shown(THERE))
    with pytest.raises(EngineError, match="killed"):
        run.run()
    assert engine.export().pending == []

    again = FakeEngine.of(engine.export())
    run, said = healing(again, Shown(THERE))
    assert run.run()
    assert said[0] == "an earlier make heal did not come to its end: going on with it"
    assert refreshed(again) == [USER["urn"]]
    assert again.export().marked == []

    run, said = healing(again, Shown(THERE))
    assert run.run()
    assert said == ["no operation is pending; asking the account for what the state does not have"]


def test_objects_of_others_stop_it_before_the_state_is_changed() -> None:
    engine = FakeEngine.of(state(("creating", USER), ("creating", POOL)))
    theirs = Shown({"SHOW USERS LIKE": [row("U", "mine")], "SHOW COMPUTE POOLS LIKE": [row("P", None, "X")]})
    run, _ = healing(engine, theirs)
    with pytest.raises(ForeignObjectError) as refusal:
        run.run()
    assert "user U: there, owned by DEPLOYER_ROLE; its comment is 'mine'" in str(refusal.value)
    assert "compute pool P: there, owned by X; it has no comment" in str(refusal.value)
    assert "make heal STACK=dev FORGET=1" in str(refusal.value)
    assert len(engine.kept) == 1

    run, _ = healing(engine, theirs, forget=True)
    assert run.run()
    assert (engine.export().resources, engine.export().pending) == ([PROVIDER], [])


def test_a_provider_that_is_gone_is_put_back() -> None:
    engine = FakeEngine.of(state(("creating", USER), resources=()))
    run, said = healing(engine, Shown(THERE))
    assert run.run()
    assert [it["urn"] for it in engine.export().resources] == [PROVIDER["urn"], USER["urn"]]
    assert "provider deployer: was gone, and is in the state again" in said


def test_what_is_left_over_is_said_and_not_dropped() -> None:
    engine = FakeEngine.of(state())
    run, said = healing(engine, Shown({"SHOW DATABASES": [row("D")]}))
    assert not run.run()
    assert "- database D: DROP DATABASE D as DEPLOYER_ROLE" in said[-1]
    assert "make import-file STACK=dev. To drop one" in said[-1]
    assert "loses what it holds" in said[-1]


def test_a_run_that_began_meanwhile_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(self: FakeEngine, deployment: Any) -> None:  # noqa: ARG001
        raise EngineError("[409] Conflict: Another update is currently in progress.")

    monkeypatch.setattr(FakeEngine, "take", busy)
    run, _ = healing(FakeEngine.of(state(("creating", USER))), Shown(THERE))
    with pytest.raises(LockedError, match="another run may be at work on stack dev"):
        heal(run, force=False)
