"""What became of operations that a killed engine left pending."""

from __future__ import annotations

from typing import Any

import pytest

from components.new_resources import GRANT_PRIVILEGES
from components.recorded_objects import INGRESS
from components.recovery.pending import examine, revoked
from tests.unit.recovery.states import POOL, PROVIDER, USER, Shown, resource, row, state


def test_what_is_not_there_is_forgotten() -> None:
    shown = Shown()
    (found,) = examine(state(("creating", USER)), shown.account())
    assert (found.line, found.adopted, found.refreshed) == (
        "creating user: user U is not there: forgotten",
        None,
        False,
    )
    assert shown.asked == [("DEPLOYER_ROLE", "SHOW USERS LIKE 'U'")]


def test_what_has_this_stacks_comment_is_put_into_the_state() -> None:
    (found,) = examine(state(("creating", USER)), Shown({"SHOW USERS": [row("U")]}).account())
    assert found.adopted is not None
    assert (found.adopted.id, found.owner, found.refreshed) == ("U", "DEPLOYER_ROLE", True)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        (None, "user U: there, owned by X; it has no comment"),
        ("mine", "user U: there, owned by X; its comment is 'mine'"),
        ("Pulumi stack organization/p/dev-2", "its comment is 'Pulumi stack organization/p/dev-2'"),
    ],
)
def test_what_is_somebody_elses_stands_in_the_way(comment: str | None, said: str) -> None:
    (found,) = examine(state(("creating", USER)), Shown({"SHOW USERS": [row("U", comment, "X")]}).account())
    assert found.adopted is None
    assert found.foreign is not None
    assert said in found.foreign


def test_a_resource_without_a_comment_of_a_stack_is_nobodys() -> None:
    bare = resource("user:User", "user", name="U", comment=None)
    (found,) = examine(state(("creating", bare)), Shown({"SHOW USERS": [row("U", None)]}).account())
    assert found.foreign


def test_the_owners_role_asks_and_the_deploying_one_where_that_is_gone() -> None:
    owners = {**PROVIDER, "inputs": {"role": "OWNER"}}
    shown = Shown(gone=frozenset({"OWNER"}))
    examine(state(("creating", POOL), resources=(owners,)), shown.account())
    assert shown.asked == [("DEPLOYER_ROLE", "SHOW COMPUTE POOLS LIKE 'P'")]


def test_what_a_later_run_has_recorded_is_looked_at_alone() -> None:
    recorded = {**USER, "id": "U"}
    shown = Shown()
    (found,) = examine(state(("creating", USER), resources=(PROVIDER, recorded)), shown.account())
    assert (found.adopted, found.refreshed, shown.asked) == (None, True, [])


def test_what_replaces_another_is_asked_for() -> None:
    old = {**USER, "id": "U", "pendingReplacement": True}
    (found,) = examine(
        state(("creating", USER), resources=(PROVIDER, old)), Shown({"SHOW USERS": [row("U")]}).account()
    )
    assert found.adopted


PARKED = "pulumi-python:dynamic/parked_pool:ParkedPool"


@pytest.mark.parametrize(
    "kind",
    ["grantAccountRole:GrantAccountRole", "docker:index/image:Image", "pulumi-python:dynamic/sign_in:SignIn", PARKED],
)
def test_what_can_be_made_twice_is_forgotten(kind: str) -> None:
    shown = Shown()
    (found,) = examine(state(("creating", resource(kind))), shown.account())
    assert (found.told, found.refreshed, shown.asked) == ("may be done again: forgotten", False, [])


@pytest.mark.parametrize(
    ("comment", "outputs"), [("c", {"role": "CARETAKER", "comment": "c", "made_here": True}), ("another", None)]
)
def test_the_integration_of_the_ingress_is_adopted_where_it_was_made_here(
    comment: str, outputs: dict[str, Any] | None
) -> None:
    comment, ours = (f"Pulumi stack {it}" for it in (comment, "c"))
    made = resource(INGRESS, role="CARETAKER", comment=ours, made_here=None)
    there = {"SHOW INTEGRATIONS": [row("SNOWSERVICES_INGRESS_OAUTH", comment)]}
    (found,) = examine(state(("creating", made)), Shown(there).account())
    assert found.foreign is None
    assert found.outputs == ({**outputs, "comment": ours} if outputs else None)


@pytest.mark.parametrize("kind", ["updating", "deleting"])
def test_a_change_of_what_the_state_has_is_looked_at(kind: str) -> None:
    shown = Shown()
    (found,) = examine(state((kind, {**USER, "id": "U"}), resources=(PROVIDER, {**USER, "id": "U"})), shown.account())
    assert (found.refreshed, shown.asked) == (True, [])


@pytest.mark.parametrize("kind", ["docker:index/image:Image", "pulumi-python:dynamic/rollout:Rollout", PARKED])
def test_a_change_outside_the_accounts_objects_is_done_again(kind: str) -> None:
    made = {**resource(kind), "id": "1"}
    (found,) = examine(state(("updating", made), resources=(PROVIDER, made)), Shown().account())
    assert not found.refreshed


@pytest.mark.parametrize(("privileges", "gone"), [([], True), (["USAGE"], False)])
def test_a_grant_that_was_revoked_is_gone(privileges: list[str], gone: bool) -> None:
    made = {**resource("grant:Grant"), "type": GRANT_PRIVILEGES, "id": "1", "outputs": {"privileges": privileges}}
    deployment = state(("deleting", made), resources=(PROVIDER, made))
    assert revoked(deployment) == ([made["urn"]] if gone else [])


def test_a_grant_that_others_rest_on_was_not_being_deleted() -> None:
    made = {**resource("grant:Grant", "grant"), "type": GRANT_PRIVILEGES, "id": "1", "outputs": {"privileges": []}}
    resting = {**USER, "dependencies": [made["urn"]]}
    assert revoked(state(resources=(PROVIDER, made, resting))) == []
