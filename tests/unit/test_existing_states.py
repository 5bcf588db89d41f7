"""Whether what was there before can be used as it is."""

from __future__ import annotations

import pytest

from components import account_objects as kinds
from components.account_objects import Kind, ObjectName
from components.existing_states import unusable
from components.session import Row

SUSPENDED = {"state": "SUSPENDED", "auto_resume": "false"}


def name_of(kind: Kind) -> ObjectName:
    return ObjectName.of(kind, *("D", "S", "X")[-1 - len(kind.around) :])


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (kinds.ROLE, {}),
        (kinds.IMAGE_REPOSITORY, {}),
        (kinds.DATABASE, {"kind": "STANDARD", "origin": ""}),
        (kinds.DATABASE, {}),
        (kinds.SCHEMA, {"options": "TRANSIENT"}),
        (kinds.SCHEMA, {"options": None}),
        (kinds.WAREHOUSE, {"state": "SUSPENDED", "auto_resume": "true"}),
        (kinds.WAREHOUSE, {"state": "STARTED", "auto_resume": "false"}),
        (kinds.USER, {"disabled": "false"}),
        (kinds.USER, {"disabled": None}),
        (kinds.COMPUTE_POOL, {"state": "IDLE", "auto_resume": "false", "instance_family": "CPU_X64_S"}),
        (kinds.COMPUTE_POOL, {"state": "SUSPENDED", "auto_resume": "true", "application": None}),
        (kinds.INTEGRATION, {"type": "EXTERNAL_ACCESS", "enabled": "true"}),
    ],
    ids=str,
)
def test_take_what_can_be_used(kind: Kind, row: Row) -> None:
    assert unusable(name_of(kind), row) is None


def test_take_a_pool_that_rests_for_a_stack_that_is_parked() -> None:
    pool = {**SUSPENDED, "instance_family": "CPU_X64_S"}
    assert unusable(name_of(kinds.COMPUTE_POOL), pool, parked=True) is None
    assert unusable(name_of(kinds.COMPUTE_POOL), {**pool, "application": "A"}, parked=True)
    assert unusable(name_of(kinds.WAREHOUSE), SUSPENDED, parked=True)


@pytest.mark.parametrize(
    ("kind", "row", "found", "remedy"),
    [
        (
            kinds.DATABASE,
            {"kind": "IMPORTED DATABASE", "origin": "A.B.C"},
            "kind IMPORTED DATABASE from A.B.C",
            "another",
        ),
        (kinds.DATABASE, {"kind": "APPLICATION"}, "of kind APPLICATION; allowed: of kind STANDARD", "use another"),
        (kinds.SCHEMA, {"options": "TRANSIENT, MANAGED ACCESS"}, "a schema with managed access", "use another schema"),
        (kinds.WAREHOUSE, SUSPENDED, "suspended, with AUTO_RESUME = FALSE", "ALTER WAREHOUSE X SET AUTO_RESUME = TRUE"),
        (kinds.USER, {"disabled": "true"}, "disabled", "ALTER USER X SET DISABLED = FALSE"),
        (kinds.COMPUTE_POOL, {"application": "APP"}, "of the application APP", "use another pool"),
        (
            kinds.COMPUTE_POOL,
            {"instance_family": "GEN_ARM_G1_2"},
            "of instance family GEN_ARM_G1_2",
            "use another pool",
        ),
        (kinds.COMPUTE_POOL, SUSPENDED, "suspended", "ALTER COMPUTE POOL X SET AUTO_RESUME = TRUE"),
        (kinds.INTEGRATION, {"type": "SECURITY", "enabled": "true"}, "of type SECURITY", "use another integration"),
        (kinds.INTEGRATION, {"type": "EXTERNAL_ACCESS", "enabled": "false"}, "not enabled", "SET ENABLED = TRUE"),
    ],
)
def test_say_what_cannot_be_used_and_what_to_do(kind: Kind, row: Row, found: str, remedy: str) -> None:
    problem = unusable(name_of(kind), row)
    assert problem is not None
    assert problem.subject == str(name_of(kind))
    assert found in str(problem)
    assert remedy in problem.remedy
