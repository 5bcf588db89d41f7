"""What an update may do: no more than was approved. The jobs themselves are in tests/stack/test_deployment.py."""

from dataclasses import replace

from devkit.deployment.jobs import beyond
from devkit.pull_request.report import DEPLOYMENT, Change, Report, Resource

POOL = Resource("update", "snowflake:ComputePool", "pool", (Change("maxNodes", "1", "2"),))
STAGE = Resource("create", "snowflake:StageInternal", "stage")
APPROVED = Report("prod", "", "a", (POOL, STAGE), kind=DEPLOYMENT)


def test_what_was_approved_is_not_beyond_it() -> None:
    assert beyond(APPROVED, replace(APPROVED, head="b")) == []
    assert beyond(APPROVED, replace(APPROVED, resources=(STAGE,))) == []


def test_another_resource_is() -> None:
    assert beyond(APPROVED, replace(APPROVED, resources=(POOL, replace(STAGE, operation="delete")))) == ["delete stage"]


def test_another_value_is() -> None:
    more = replace(POOL, changes=(Change("maxNodes", "1", "9"),))
    assert beyond(APPROVED, replace(APPROVED, resources=(more,))) == ["update pool"]


def test_a_refusal_is_and_so_is_what_policies_refuse() -> None:
    assert beyond(APPROVED, replace(APPROVED, refusal="it would drop the stage")) == ["it would drop the stage"]
    violating = replace(APPROVED, violations=("pools-within-limits: too many",))
    assert beyond(APPROVED, violating) == ["pools-within-limits: too many"]
