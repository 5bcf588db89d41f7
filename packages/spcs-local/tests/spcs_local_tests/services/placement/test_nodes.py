"""Room on the nodes of a pool."""

from __future__ import annotations

from spcs_local.services.placement.families import FAMILIES, Room
from spcs_local.services.placement.nodes import Nodes, TooLargeError, requested
from spcs_local.specification import parse

GI = 2**30
NODE = Room(3, 13 * GI)


def test_request_is_the_sum_of_the_containers() -> None:
    text = """
    spec:
      containers:
        - {name: a, image: /d/s/r/a, resources: {requests: {cpu: 1, memory: 2Gi}, limits: {cpu: 2, memory: 4Gi}}}
        - {name: b, image: /d/s/r/b, resources: {limits: {cpu: 500m, memory: 1Gi}}}
        - {name: c, image: /d/s/r/c}
    """
    assert requested(parse(text)) == Room(1 + 0.5 + 0.5, (2 + 1) * GI + 2**29)


def test_instances_fill_the_first_node_that_has_room() -> None:
    nodes = Nodes(NODE, 2)
    assert [nodes.place(Room(cpus, GI)) for cpus in (2, 2, 1, 1, 1)] == [True, True, True, True, False]
    assert nodes.used == 2


def test_instance_larger_than_a_node_has_none() -> None:
    nodes = Nodes(NODE, 2)
    assert not nodes.place(Room(4, GI))
    assert nodes.used == 0


def test_what_is_lacking_is_what_the_emptiest_node_has_too_little_of() -> None:
    nodes = Nodes(NODE, 1)
    assert nodes.place(Room(1, 12 * GI))
    assert nodes.lacking(Room(1, 2 * GI)) == "Unschedulable due to insufficient memory resources."
    assert nodes.lacking(Room(3, 2 * GI)) == "Unschedulable due to insufficient CPU resources."


def test_gpus_are_counted_as_processors_are() -> None:
    text = "spec: {containers: [{name: a, image: /d/s/r/a, resources: {limits: {nvidia.com/gpu: 1}}}]}"
    wanted, nodes = requested(parse(text)), Nodes(FAMILIES["GPU_NV_S"].room, 1)
    assert wanted.gpus == 1
    assert nodes.place(wanted)
    assert not nodes.place(wanted)
    assert nodes.lacking(wanted) == "Unschedulable due to insufficient GPU resources."
    said = str(TooLargeError("P", wanted, NODE))
    assert "and 1 GPU; a node of compute pool P has 3 CPU and 13Gi, and no GPU." in said


def test_refusal_says_what_a_node_has() -> None:
    said = str(TooLargeError("POOL", Room(20, GI), NODE))
    assert "requests 20 CPU and 1Gi of memory; a node of compute pool POOL has 3 CPU and 13Gi" in said
