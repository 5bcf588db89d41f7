"""Families that the account does not offer are refused before anything is made, or made anew."""

from __future__ import annotations

import json

import pytest

from components.instance_families import QUESTION
from components.problems import AccountError, Problem
from tests.unit.configuration import existing
from tests.unit.existing_account import ExistingAccount
from tests.unit.fake_account import FakeAccount
from tests.unit.previewing import POOLS, preview

OFFERED = ["CPU_X64_S", "CPU_X64_M", "GEN_ARM_G1_2", "GPU_NV_S"]
UP = ("none",)  # of the resources: all are recorded


@pytest.fixture(autouse=True)
def _offers(account: FakeAccount) -> None:
    account.shown = {QUESTION: [{"name": name} for name in OFFERED]}


def problems(error: pytest.ExceptionInfo[AccountError]) -> tuple[Problem, ...]:
    return error.value.problems


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Of this program: failures that the SDK leaves behind are said as errors, whenever they are collected."""
    return [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize("recorded", [{}, POOLS], ids=["first", "change"])
def test_refuse_what_is_not_offered(recorded: dict[str, dict[str, str]], *, update: bool) -> None:
    with pytest.raises(AccountError) as error:
        preview(*UP, update=update, recorded=recorded, instanceFamily="GPU_NV_XS")
    (problem,) = problems(error)
    assert str(problem) == (
        "milvus-spcs:instanceFamily, the instance family of MILVUS_COMPUTE_POOL and JUPYTER_COMPUTE_POOL, is "
        "GPU_NV_XS, which this account's region does not offer; allowed: CPU_X64_S, CPU_X64_M, GPU_NV_S. "
        "To do: pulumi config set --path 'milvus-spcs:instanceFamily' <value>."
    )


def test_name_the_setting_that_says_it() -> None:
    pools = {
        "big": {"instanceFamily": "GPU_NV_XS"},
        "other": {"like": "big"},
        "jupyter": {"instanceFamily": "GPU_NV_SL"},
    }
    with pytest.raises(AccountError) as error:
        preview(pools=json.dumps(pools))
    assert [problem.subject for problem in problems(error)] == [
        "milvus-spcs:pools.big.instanceFamily, the instance family of BIG and OTHER,",
        "milvus-spcs:pools.jupyter.instanceFamily, the instance family of JUPYTER_COMPUTE_POOL,",
    ]


def test_a_family_that_is_offered_no_more_goes_on(account: FakeAccount) -> None:
    account.shown = {QUESTION: [{"name": "CPU_X64_M"}]}
    preview(*UP, recorded=POOLS)
    assert QUESTION not in {statement for _, statement in account.asked}


def test_pools_that_were_there_before_are_of_nobodys_family(account: ExistingAccount) -> None:
    account.add({"BIG", "SMALL"})
    preview(
        instanceFamily="GPU_NV_XS", milvusPool=json.dumps(existing("BIG")), jupyterPool=json.dumps(existing("SMALL"))
    )
    assert QUESTION not in {statement for _, statement in account.asked}


def test_say_before_a_pool_is_made_anew_how_its_services_stay(caplog: pytest.LogCaptureFixture) -> None:
    preview("milvus-pool", recorded=POOLS, instanceFamily="CPU_X64_M")
    (said,) = warnings(caplog)
    assert said.startswith("compute pool MILVUS_COMPUTE_POOL: instance family CPU_X64_S would be CPU_X64_M. ")
    assert "docs/data.md" in said


@pytest.mark.parametrize("anew", ["none", "storage-data-stage"])
def test_say_nothing_of_a_pool_that_stays(caplog: pytest.LogCaptureFixture, anew: str) -> None:
    preview(anew, recorded=POOLS, instanceFamily="CPU_X64_M")
    preview("milvus-pool", recorded=POOLS)
    assert warnings(caplog) == []


@pytest.mark.parametrize("update", [False, True])
def test_an_account_that_does_not_tell_stands_in_nobodys_way(
    account: FakeAccount, caplog: pytest.LogCaptureFixture, *, update: bool
) -> None:
    account.broken_on = {QUESTION: 1003}
    preview(*UP, update=update, instanceFamily="GPU_NV_XS")
    assert warnings(caplog) == ["not checked before the run: out of order"]
