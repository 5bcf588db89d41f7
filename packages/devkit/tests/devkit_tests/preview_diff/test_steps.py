"""What the engine says of a preview, as resources."""

from typing import Any

from devkit.preview_diff import steps
from devkit.pull_request.report import SECRET, Change, Resource

STAGE = "snowflake:index/stageInternal:StageInternal"
GUARD = "pulumi-python:dynamic/data_guard:DataGuard"


def step(
    operation: str, kind: str, old: dict[str, Any] | None, new: dict[str, Any] | None, **more: Any
) -> dict[str, Any]:
    states = {
        name: {"type": kind, "inputs": it} for name, it in (("oldState", old), ("newState", new)) if it is not None
    }
    return {"op": operation, "urn": f"urn:pulumi:local::milvus-spcs::{kind}::x", **states, **more}


def test_steps_are_resources() -> None:
    preview = {
        "steps": [
            step("same", "pulumi:pulumi:Stack", {}, {}),
            step("same", STAGE, {"name": "B"}, {"name": "B"}),
            step("create-replacement", STAGE, {"name": "A"}, {"name": "C"}),
            step("replace", STAGE, {"name": "A"}, {"name": "C"}, replaceReasons=["name"]),
            step("delete", "pulumi-python:dynamic/rollout:Rollout", {"service": "X"}, None),
        ]
    }
    assert steps.read(preview) == steps.Previewed(
        (
            Resource(
                "replace",
                "snowflake:StageInternal",
                "x",
                (Change("name", "A", "C"),),
                ("name",),
                "stage A, with its files",
            ),
            Resource("delete", "Rollout", "x", (Change("service", "X", None),)),
        ),
        unchanged=1,
        refusal="",
    )


def test_violations_refuse_or_warn() -> None:
    found = [
        {"policyName": "one", "message": "What it is.\nof a", "enforcementLevel": "mandatory"},
        {"policyName": "two", "message": "What it is.\nof b", "enforcementLevel": "advisory"},
    ]
    read = steps.read({"violations": found})
    assert (read.violations, read.warnings, read.refusal) == (("one: of a",), ("two: of b",), "")


def test_a_secret_that_differs_is_seen_by_what_the_engine_says() -> None:
    states = {"password": SECRET}
    found = steps.read({"steps": [step("update", "a:b:C", states, states, detailedDiff={"password": {}})]})
    assert found.resources[0].changes == (Change("password", SECRET, SECRET),)


def test_what_roles_have_beside_the_stacks_grants_is_shown_as_revoked() -> None:
    it = step("update", "pulumi-python:dynamic/extra_grants:ExtraGrants", {"policy": "revoke"}, {"policy": "revoke"})
    it["oldState"]["outputs"] = {"extra": {"READERS": ["ROLE OTHER", "USAGE ON WAREHOUSE W"]}}
    (found,) = steps.read({"steps": [it]}).resources
    assert found.changes == (Change("extra.READERS", '["ROLE OTHER", "USAGE ON WAREHOUSE W"]', None),)


def test_what_roles_are_to_have_is_shown_by_the_grants_alone() -> None:
    kind = "pulumi-python:dynamic/extra_grants:ExtraGrants"
    olds, news = ({"expected": {"READERS": it}, "policy": "revoke"} for it in (["A"], ["B"]))
    assert steps.read({"steps": [step("update", kind, olds, news)]}) == steps.Previewed((), 1, "")
    other = {**news, "policy": "report"}
    (found,) = steps.read({"steps": [step("update", kind, olds, other)]}).resources
    assert Change("policy", "revoke", "report") in found.changes


def test_guards_are_left_out_where_protection_was_lifted() -> None:
    preview = {"steps": [step("update", GUARD, {"protected": 1}, {"protected": 0})]}
    assert len(steps.read(preview).resources) == 1
    assert steps.read(preview, guards=False).resources == ()


def test_errors_are_the_refusal_each_once_and_plain() -> None:
    said = "error: Exception calling application: this change would drop what is protected\n"
    messages = [("info", "x"), ("error", said), ("error", said), ("error", "error: preview failed\n")]
    preview = {"diagnostics": [{"severity": severity, "message": text} for severity, text in messages]}
    assert steps.read(preview).refusal == "this change would drop what is protected"
