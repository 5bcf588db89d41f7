"""The resource of a compute pool that is parked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pulumi.output import UNKNOWN

from components.parked_pool import ParkedPoolProvider
from tests.unit.configuration import existing
from tests.unit.fake_pool import NAME, FakePool
from tests.unit.recording import Program

INPUTS: dict[str, Any] = {"pool": NAME, "role": "DEPLOYER", "timeout": 60}
OLDS = {**INPUTS, "state": "SUSPENDED"}


def provider(account: FakePool, monkeypatch: pytest.MonkeyPatch) -> ParkedPoolProvider:
    made = ParkedPoolProvider()
    monkeypatch.setattr(made, "session", account.opened)
    return made


def test_suspend_the_pool_as_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    account = FakePool(["ACTIVE"], after=["SUSPENDED"])
    made = provider(account, monkeypatch).create(INPUTS)
    assert (made.id, made.outs) == (NAME, OLDS)
    assert account.roles == ["DEPLOYER"]
    assert account.statements == ['ALTER COMPUTE POOL "P" SUSPEND']


def test_see_at_each_preview_that_somebody_has_resumed_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account = FakePool(["IDLE"], after=["SUSPENDED"])
    made = provider(account, monkeypatch)
    assert made.diff(NAME, OLDS, INPUTS).changes
    assert capsys.readouterr().out == "P: to be suspended again, since the stack is parked and it is IDLE\n"
    assert made.update(NAME, OLDS, INPUTS).outs == OLDS
    assert account.statements == ['ALTER COMPUTE POOL "P" SUSPEND']


def test_show_a_refresh_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider(FakePool(["ACTIVE"]), monkeypatch).read(NAME, OLDS).outs == {**OLDS, "state": "ACTIVE"}
    assert provider(FakePool([]), monkeypatch).read(NAME, OLDS).id == ""


def test_change_nothing_of_what_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    made = provider(FakePool(["SUSPENDED"]), monkeypatch)
    assert not made.diff(NAME, OLDS, {**INPUTS, "timeout": 90}).changes
    assert made.diff(NAME, OLDS, {**INPUTS, "role": "OTHER"}).changes


@pytest.mark.parametrize("pool", ["OTHER", UNKNOWN])
def test_go_with_a_pool_that_is_replaced(pool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account = FakePool(["ACTIVE"])
    assert provider(account, monkeypatch).diff(NAME, OLDS, {**INPUTS, "pool": pool}).replaces == ["pool"]
    assert account.roles == []


def test_wake_nothing_that_is_destroyed(monkeypatch: pytest.MonkeyPatch) -> None:
    account = FakePool(["SUSPENDED"])
    provider(account, monkeypatch).delete(NAME, OLDS)
    assert account.statements == []


def test_wait_for_the_services_in_the_pool(program: Program) -> None:
    services = {"second": {"like": "milvus", "name": "MILVUS_2", "pool": "milvus"}}
    parked = program(parked="true", services=json.dumps(services)).of_type(":ParkedPool")
    assert set(parked) == {"milvus-parked-pool", "jupyter-parked-pool"}
    milvus = parked["milvus-parked-pool"]
    assert {key: milvus.inputs[key] for key in INPUTS} == {
        "pool": "MILVUS_COMPUTE_POOL",
        "role": "DEPLOYER_ROLE",
        "timeout": 1200,
    }
    assert {"milvus-rollout", "second-rollout"} <= set(milvus.dependencies)
    assert "jupyter-rollout" not in milvus.dependencies


def test_nothing_of_it_is_there_otherwise(program: Program) -> None:
    recording = program()
    assert recording.of_type(":ParkedPool") == {}
    waking = {recording.named(f"{key}-{what}").inputs["autoResume"] for key in ("milvus", "jupyter") for what in KINDS}
    assert waking == {"true"}


KINDS = ("pool", "service")


def test_nobody_wakes_what_is_parked(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    recording = program(parked="true")
    waking = {recording.named(f"{key}-{what}").inputs["autoResume"] for key in ("milvus", "jupyter") for what in KINDS}
    assert waking == {"false"}
    rolls = recording.of_type(":Rollout").values()
    assert {(it.inputs["parked"], it.inputs["pool"]) for it in rolls} == {
        (True, "MILVUS_COMPUTE_POOL"),
        (True, "JUPYTER_COMPUTE_POOL"),
    }
    assert "the stack is parked: its services and compute pools are suspended" in caplog.text


def test_leave_a_pool_alone_that_was_there_before(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    recording = program(parked="true", milvusPool=existing("BIG"))
    assert set(recording.of_type(":ParkedPool")) == {"jupyter-parked-pool"}
    milvus = recording.of_type(":Rollout")["milvus-rollout"].inputs
    assert (milvus["parked"], milvus.get("pool")) == (True, None)
    assert "compute pool BIG was there before and stays up: its nodes may go on costing" in caplog.text


def test_say_that_a_warehouse_is_never_suspended(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    program(parked="true", warehouseAutoSuspend="0")
    assert "warehouse MILVUS_WAREHOUSE may go on costing: warehouseAutoSuspend is 0" in caplog.text


def test_stay_until_the_guard_lets_a_stack_be_destroyed(program: Program) -> None:
    guard = program(parked="true", protect="true").only(":DestroyGuard")
    assert {"milvus-parked-pool", "jupyter-parked-pool"} <= set(guard.dependencies)
