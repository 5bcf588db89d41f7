"""A stack's state between an export and an import."""

from __future__ import annotations

import json
from typing import Any

from components.deployment import Deployment, is_provider, needs

PROVIDER = {"urn": "provider", "type": "pulumi:providers:snowflake", "id": "1", "inputs": {"role": "R"}}


def resource(urn: str, **more: Any) -> dict[str, Any]:
    return {"urn": urn, "type": "t", "inputs": {"name": urn, "__defaults": []}, **more}


def deployment(*resources: dict[str, Any], pending: tuple[tuple[str, dict[str, Any]], ...] = ()) -> Deployment:
    operations = [{"type": kind, "resource": it} for kind, it in pending]
    return Deployment({"version": 3, "deployment": {"resources": list(resources), "pending_operations": operations}})


def urns(found: Deployment) -> list[str]:
    return [it["urn"] for it in json.loads(found.text())["deployment"]["resources"]]


def test_an_export_that_nothing_changed_is_imported_as_it_was() -> None:
    text = json.dumps({"version": 3, "deployment": {"manifest": {"magic": "m"}, "resources": [resource("a")]}})
    assert json.loads(Deployment.parse(text).text()) == json.loads(text)


def test_a_stack_without_resources_has_none() -> None:
    empty = Deployment({"version": 3, "deployment": {"manifest": {}}})
    assert (empty.resources, empty.pending) == ([], [])


def test_what_is_added_has_its_inputs_until_a_refresh() -> None:
    found = deployment()
    found.add(resource("a"), '"A"')
    assert found.find("a") == {**resource("a"), "id": '"A"', "outputs": {"name": "a"}}


def test_what_is_added_takes_the_place_of_what_it_replaces() -> None:
    found = deployment(resource("a", id="old", pendingReplacement=True), resource("b", dependencies=["a"]))
    found.add(resource("a"), "new")
    assert [it.get("id") for it in json.loads(found.text())["deployment"]["resources"]] == ["new", None]
    assert urns(found) == ["a", "b"]


def test_what_is_to_be_deleted_stays_beside_what_is_added() -> None:
    found = deployment(resource("a", id="old", delete=True))
    found.add(resource("a"), "new")
    assert [it["id"] for it in found.resources] == ["old", "new"]
    assert found.find("a") == found.resources[1]


def test_what_is_added_names_nothing_that_the_state_does_not_have() -> None:
    found = deployment(resource("kept"))
    found.add(
        resource("a", parent="gone", dependencies=["gone", "kept"], propertyDependencies={"name": ["gone"], "x": None}),
        "1",
    )
    (_, added) = found.resources
    assert "parent" not in added
    assert (added["dependencies"], added["propertyDependencies"]) == (["kept"], {"name": [], "x": []})


def test_a_provider_stands_before_what_it_makes() -> None:
    found = deployment()
    found.add(resource("a", provider="provider::1"), "1")
    found.add_provider(PROVIDER)
    assert urns(found) == ["provider", "a"]
    assert found.provider_of(resource("a", provider="provider::1")) == PROVIDER
    assert found.provider_of(resource("a", provider="provider::2")) is None
    assert [is_provider(it) for it in found.resources] == [False, True]


def test_a_resource_needs_parent_provider_and_what_it_depends_on() -> None:
    one = resource("a", parent="p", provider="v::1", dependencies=["d"], propertyDependencies={"x": ["e"]})
    assert needs(one) == {"p", "v", "d", "e"}


def test_pending_operations_stay_until_they_are_over() -> None:
    found = deployment(pending=(("creating", resource("a")), ("deleting", resource("b"))))
    assert [(it.kind, it.urn) for it in found.pending] == [("creating", "a"), ("deleting", "b")]
    assert len(Deployment.parse(found.text()).pending) == 2


def test_what_is_still_to_be_looked_at_is_said_by_the_state_itself() -> None:
    found = deployment(resource("a"), {**resource("b"), "delete": True}, {**resource("c"), "initErrors": ["of others"]})
    assert found.marked == []
    found.mark({"a", "b"})
    assert Deployment.parse(found.text()).marked == ["a"]
