"""What an `up` says at its end, and the page that the console shows."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from components.checks import INSTANCE_FAMILIES
from components.outputs import PAGE, an_hour, states
from components.prices import CREDITS
from components.service_definitions import PoolSettings
from components.sql import Existing, Identifier
from tests.unit.recording import SECRET_KEYS, Account, configure, record, run_program

UNKNOWN = next(it for it in INSTANCE_FAMILIES if it not in CREDITS)


def pool(name: str, family: str = "CPU_X64_S", least: int = 1, most: int = 1) -> PoolSettings:
    return PoolSettings(name=Identifier(name), instance_family=family, min_nodes=least, max_nodes=most)


@pytest.mark.parametrize(
    ("pools", "said"),
    [
        ([pool("A")], "0.11 credits for 1 node of CPU_X64_S"),
        ([pool("A"), pool("B")], "0.22 credits for 2 nodes of CPU_X64_S"),
        ([pool("A"), pool("B", most=3)], "0.22 to 0.44 credits for 2 to 4 nodes of CPU_X64_S"),
        ([pool("A"), pool("B", "GPU_NV_S")], "0.68 credits for 1 node of CPU_X64_S, 1 node of GPU_NV_S"),
        (
            [pool("A"), pool("B", UNKNOWN)],
            f"0.11 credits and what is not known for 1 node of CPU_X64_S, 1 node of {UNKNOWN}",
        ),
        ([pool("A", UNKNOWN)], f"a price not known for 1 node of {UNKNOWN}"),
        (
            [pool("A"), PoolSettings(name=Existing("BIG"))],
            "0.11 credits for 1 node of CPU_X64_S; nodes of BIG, there before",
        ),
        ([PoolSettings(name=Existing("BIG")), PoolSettings(name=Existing("B"))], "nodes of BIG and B, there before"),
    ],
)
def test_nodes_are_counted_by_their_families(pools: list[PoolSettings], said: str) -> None:
    assert an_hour(pools) == said


def test_a_parked_stack_has_no_node_of_its_own() -> None:
    assert an_hour([pool("A"), pool("B")], parked=True) == "0 credits, parked"
    assert an_hour([pool("A"), PoolSettings(name=Existing("BIG"))], parked=True) == (
        "0 credits, parked; nodes of BIG, there before"
    )


def test_states_are_one_line_of_all_services() -> None:
    known = states({"MILVUS": pulumi.Output.from_input("RUNNING"), "HELLO": pulumi.Output.from_input("SUSPENDED")})
    assert asyncio.get_event_loop().run_until_complete(known.future()) == "MILVUS RUNNING, HELLO SUSPENDED"


class WithoutAddress(Account):
    """Has told no service an address yet."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        id_, state = super().new_resource(args)
        return id_, {**state, "ingress_url": ""}


def shown(answers: mocks.Mocks | None = None) -> dict[str, Any]:
    """The outputs of the stack, and which of them are secret."""
    found: dict[str, Any] = {}

    async def outputs() -> None:
        for key, value in (await run_program()).items():
            output = pulumi.Output.from_input(value)
            found[key] = await output.future()
            assert not await output.is_secret(), key

    record(outputs, answers)
    return found


def test_the_page_names_outputs_that_there_are() -> None:
    configure({}, SECRET_KEYS)
    outputs = shown()
    assert outputs["readme"] == PAGE.read_text()
    for path in re.findall(r"\$\{outputs\.([\w.]+)\}", outputs["readme"]):
        value: Any = outputs
        for part in path.split("."):
            value = value[part]
        assert isinstance(value, str), path
        assert value, path


def test_outputs_have_no_secret_and_what_somebody_waits_for() -> None:
    configure({}, SECRET_KEYS)
    outputs = shown()
    assert outputs["states"] == "MILVUS RUNNING, JUPYTER RUNNING"
    assert (outputs["costPerHour"], outputs["notebookUrl"]) == (
        "0.22 credits for 2 nodes of CPU_X64_S",
        "https://a-acme.app",
    )
    assert "secret" not in json.dumps(outputs)


def test_an_address_that_is_not_there_yet_is_empty() -> None:
    configure({}, SECRET_KEYS)
    assert shown(WithoutAddress())["notebookUrl"] == ""
