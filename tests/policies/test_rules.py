"""How a rule says what is wrong."""

from __future__ import annotations

from milvus_policies.compute import POOLS_WITHIN_LIMITS
from milvus_policies.privileges import NO_ALL_PRIVILEGES
from milvus_policies.rules import violation


def test_a_violation_has_subject_value_what_is_allowed_and_what_to_do() -> None:
    assert violation("pool P", "maxNodes is 9", "at most 3", "lower it") == (
        "pool P: maxNodes is 9; allowed: at most 3. To do: lower it"
    )


def test_defaults_are_those_of_the_schemas() -> None:
    assert POOLS_WITHIN_LIMITS.defaults == {"families": ["CPU_X64_XS", "CPU_X64_S", "CPU_X64_M"], "maxNodes": 3}
    assert NO_ALL_PRIVILEGES.defaults == {}
