"""Requests and limits: the guide's on the guide's nodes, more on larger ones, and what a row says before both."""

from __future__ import annotations

import pytest

from components.container_resources import cpu, memory, resources
from components.node_sizes import GUIDE, NODE_SIZES

PART = ("cpu_request", "cpu_limit", "memory_request", "memory_limit")


def written(family: str, given: dict[str, int] | None = None, *, whole_node: bool = True) -> tuple[str | int, ...]:
    found = resources(NODE_SIZES[family], given or {}, whole_node=whole_node).placeholders()
    assert tuple(found) == PART
    return tuple(found.values())


def test_are_the_guides_on_its_nodes() -> None:
    assert written("CPU_X64_S") == ("500m", 2, "1Gi", "8Gi")
    assert written("CPU_X64_S", whole_node=False) == ("500m", 2, "1Gi", "4Gi")


@pytest.mark.parametrize(
    ("family", "milvus", "notebook"),
    [
        ("CPU_X64_XS", ("100m", "600m", "256Mi", "3584Mi"), ("100m", "600m", "256Mi", "1792Mi")),
        ("CPU_X64_M", (1, 5, "2Gi", "23Gi"), (1, 4, "2Gi", "8704Mi")),
        ("HIGHMEM_X64_M", ("4600m", 27, "18688Mi", "235Gi"), ("4600m", "18600m", "18688Mi", "75520Mi")),
    ],
)
def test_follow_the_family(family: str, milvus: tuple[str | int, ...], notebook: tuple[str | int, ...]) -> None:
    assert (written(family), written(family, whole_node=False)) == (milvus, notebook)


def test_fit_on_every_node() -> None:
    for node in NODE_SIZES.values():
        for whole_node in (False, True):
            found = resources(node, {}, whole_node=whole_node)
            assert 0 < found.cpu_request <= found.cpu_limit <= node.cpus * 1000
            assert 0 < found.memory_request <= found.memory_limit < node.memory_gib * 1024


def test_of_a_row_come_first_and_a_request_follows_its_limit() -> None:
    given = {"cpuLimit": 300, "memoryLimit": 512, "memoryRequest": 100}
    assert tuple(resources(GUIDE, given, whole_node=True).placeholders().values()) == ("300m", "300m", "100Mi", "512Mi")


def test_read_processors_and_memory() -> None:
    assert [cpu(it) for it in ("2", "0.5", "500m", "1.25")] == [2000, 500, 500, 1250]
    assert [memory(it) for it in ("512Mi", "8Gi", "1G", "1049M")] == [512, 8192, 953, 1000]


@pytest.mark.parametrize("text", ["", "0", "0m", "-1", "two", "1e3", "0.0001", "2 "])
def test_refuse_what_are_no_processors(text: str) -> None:
    with pytest.raises(ValueError, match="processors as 2"):
        cpu(text)


@pytest.mark.parametrize("text", ["", "0Gi", "8", "8GB", "8gi", "1.5Gi", "0M"])
def test_refuse_what_is_no_memory(text: str) -> None:
    with pytest.raises(ValueError, match="memory as 512Mi"):
        memory(text)
