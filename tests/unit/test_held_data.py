"""What holds data, what of it is protected, and which changes drop it."""

from __future__ import annotations

from typing import Any

import pytest

from components.held_data import data_holders, kept_from_destruction, losses, protected_holders
from tests.unit.configuration import EVERYTHING_EXISTS, existing, loaded

SECOND = {"like": "milvus", "name": "MILVUS_2", "specification": "milvus", "pool": "own"}
POOLS: dict[str, Any] = {"own": {}}
BY_DEFAULT = ["database", "schema", "data-stage", "files-stage", "pool milvus", "service milvus"]


def test_protect_database_stages_and_milvus_by_default() -> None:
    assert list(protected_holders(loaded())) == BY_DEFAULT


def test_protect_with_a_service_what_it_would_go_with() -> None:
    settings = loaded(protect="false", pools=POOLS, services={"second": {**SECOND, "protect": True}})
    assert list(protected_holders(settings)) == ["database", "schema", "pool own", "service second"]


def test_protect_nothing_without_the_setting() -> None:
    assert protected_holders(loaded(protect="false")) == {}


def test_lose_nothing_without_a_change() -> None:
    assert losses(protected_holders(loaded()), loaded(warehouse="OTHER", jupyterService="NOTES")) == []


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"dataStage": "ROWS"}, ["stage DATA: name DATA would be ROWS"]),
        ({"milvusService": "M"}, ["service MILVUS: name MILVUS would be M"]),
        (
            {"services": {"milvus": {"pool": "jupyter"}}},
            ["service MILVUS: pool MILVUS_COMPUTE_POOL would be JUPYTER_COMPUTE_POOL"],
        ),
        (
            {"instanceFamily": "CPU_X64_M"},
            ["compute pool MILVUS_COMPUTE_POOL: instanceFamily CPU_X64_S would be CPU_X64_M"],
        ),
    ],
)
def test_lose_what_is_made_anew(change: dict[str, Any], lost: list[str]) -> None:
    assert losses(protected_holders(loaded()), loaded(**change)) == lost


def test_lose_what_lies_in_another_schema_or_database() -> None:
    lost = losses(protected_holders(loaded()), loaded(schema="APP"))
    assert [line.partition(":")[0] for line in lost] == ["schema PUBLIC", "stage DATA", "stage FILES", "service MILVUS"]


def test_lose_a_service_that_the_configuration_no_longer_has() -> None:
    protected = protected_holders(loaded(pools=POOLS, services={"second": SECOND}))
    assert losses(protected, loaded()) == [
        "compute pool OWN: the configuration no longer has it",
        "service MILVUS_2: the configuration no longer has it",
    ]


def test_let_go_whose_protection_is_lifted() -> None:
    protected = protected_holders(loaded())
    lifted = loaded(protect="false", database="OTHER")
    assert losses(protected, lifted) == []
    assert kept_from_destruction(protected, lifted) == []


def test_keep_from_destruction_what_is_protected_or_was_and_is_gone_from_the_configuration() -> None:
    protected = protected_holders(loaded(pools=POOLS, services={"second": SECOND}))
    kept = kept_from_destruction(protected, loaded(protect="false"))
    assert kept == ["compute pool OWN", "service MILVUS_2"]
    assert kept_from_destruction(protected_holders(loaded()), loaded()) == [
        *("database MILVUS_DEMO", "schema PUBLIC", "stage DATA", "stage FILES"),
        *("compute pool MILVUS_COMPUTE_POOL", "service MILVUS"),
    ]


def test_know_every_service_and_pool() -> None:
    holders = data_holders(loaded(protect="false", pools=POOLS, services={"second": SECOND}))
    assert {key for key in holders if " " in key} == {
        *("pool milvus", "pool jupyter", "pool own"),
        *("service milvus", "service jupyter", "service second"),
    }


def test_hold_nothing_that_was_there_before() -> None:
    assert list(protected_holders(loaded(**EVERYTHING_EXISTS))) == [
        *("data-stage", "files-stage", "service milvus", "service third")
    ]


def test_lose_what_is_the_stacks_own_and_is_said_to_be_others() -> None:
    lost = losses(protected_holders(loaded()), loaded(database=existing("MILVUS_DEMO"), milvusPool=existing("P")))
    gone = "the configuration no longer has it"
    assert lost == [
        "service MILVUS: pool MILVUS_COMPUTE_POOL would be P",
        f"database MILVUS_DEMO: {gone}",
        f"compute pool MILVUS_COMPUTE_POOL: {gone}",
        f"schema PUBLIC: {gone}",
    ]
