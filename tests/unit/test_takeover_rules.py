"""What of an object cannot be altered."""

from __future__ import annotations

from typing import Any

import pytest

from components import account_objects as kinds
from components.account_objects import Kind, ObjectName
from components.takeover_rules import differing, drop

VOLUME = "spec: {{containers: [], volumes: [{{name: data, source: block, size: {}Gi}}]}}"
SERVICE = {"computePool": "P", "minInstances": 1, "specification": VOLUME.format(10)}
ROW = {"compute_pool": "P", "min_instances": "1", "spec": VOLUME.format(10)}
SSE: dict[str, Any] = {"snowflakeSse": {}}


def name(kind: Kind) -> ObjectName:
    return ObjectName.of(kind, *(f"IT_{number}" for number in range(len(kind.around) + 1)))


@pytest.mark.parametrize(
    ("kind", "row", "inputs", "value", "remedy"),
    [
        (
            kinds.COMPUTE_POOL,
            {"instance_family": "CPU_X64_M"},
            {"instanceFamily": "CPU_X64_S"},
            "of instance family CPU_X64_M",
            "set instanceFamily of this pool to CPU_X64_M",
        ),
        (kinds.STAGE, {"type": "INTERNAL"}, {"encryption": SSE}, "of type INTERNAL", "DROP STAGE IT_0.IT_1.IT_2"),
        (kinds.STAGE, {"type": "EXTERNAL"}, {}, "of type EXTERNAL", "DROP STAGE IT_0.IT_1.IT_2"),
        (
            kinds.NETWORK_RULE,
            {"type": "IPV4", "mode": "INGRESS"},
            {"type": "HOST_PORT", "mode": "EGRESS"},
            "of type IPV4 and mode INGRESS",
            "set networkRule",
        ),
        (kinds.DATABASE, {"kind": "IMPORTED DATABASE", "origin": "A.B"}, {}, "of kind IMPORTED", "set database"),
        (kinds.DATABASE, {"kind": "STANDARD", "options": "TRANSIENT"}, {}, "transient", "set database"),
        (kinds.SCHEMA, {"options": "TRANSIENT"}, {}, "transient", "set schema"),
        (kinds.USER, {"type": "SERVICE"}, {}, "of type SERVICE", "ALTER USER IT_0 SET TYPE = PERSON"),
        (kinds.INTEGRATION, {"type": "OAUTH"}, {}, "of type OAUTH", "set egressIntegration"),
        (kinds.SERVICE, {**ROW, "compute_pool": "Q"}, SERVICE, "in compute pool Q", "DROP SERVICE IT_0.IT_1.IT_2"),
        (kinds.SERVICE, {**ROW, "spec": VOLUME.format(20)}, SERVICE, "block volume data of 20Gi", "take a snapshot"),
        (kinds.SERVICE, {**ROW, "spec": "spec: {containers: []}"}, SERVICE, "with no block volume", "DROP SERVICE"),
        (kinds.SERVICE, {**ROW, "min_instances": "2"}, SERVICE, "of 2 instances", "set instances"),
    ],
)
def test_what_cannot_be_altered_is_said_with_what_to_do(
    kind: Kind, row: dict[str, Any], inputs: dict[str, Any], value: str, remedy: str
) -> None:
    found = differing(name(kind), row, inputs)
    assert found is not None
    assert value in str(found.value)
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("kind", "row", "inputs"),
    [
        (kinds.COMPUTE_POOL, {"instance_family": "CPU_X64_S", "max_nodes": 3}, {"instanceFamily": "CPU_X64_S"}),
        (kinds.STAGE, {"type": "INTERNAL NO CSE", "comment": "other"}, {"encryption": SSE}),
        (kinds.STAGE, {"type": "INTERNAL"}, {}),
        (kinds.NETWORK_RULE, {"type": "HOST_PORT", "mode": "EGRESS"}, {"type": "HOST_PORT", "mode": "EGRESS"}),
        (kinds.DATABASE, {"kind": "STANDARD", "origin": ""}, {}),
        (kinds.USER, {"type": None}, {}),
        (kinds.ROLE, {"owner": "X"}, {}),
        (kinds.SERVICE, ROW, SERVICE),
        (kinds.SERVICE, {**ROW, "spec": None}, SERVICE),  # which its owner alone is told
        (kinds.SERVICE, {**ROW, "spec": "spec: {containers: [{}]}"}, {"computePool": "P"}),
        (
            kinds.SERVICE,
            {**ROW, "min_instances": "3", "spec": "spec: {containers: []}"},
            {**SERVICE, "specification": "spec: {containers: [{}]}"},
        ),
    ],
)
def test_what_can_be_altered_is_nothing_to_say(kind: Kind, row: dict[str, Any], inputs: dict[str, Any]) -> None:
    assert differing(name(kind), row, inputs) is None


def test_a_service_goes_with_its_volumes_kept() -> None:
    assert drop(name(kinds.SERVICE)).startswith("take a snapshot of its block volumes first")
