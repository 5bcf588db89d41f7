"""A user of Milvus with a role of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from keeper.login import Login
from keeper.rights import Grant
from keeper.users import EVERYWHERE, User, ensure

from tests.keeper.fake_users import FakeCoordinator, FakeProxy, Held

ROOT = Login("root", "of-root")
USER = User(Login("notebook", "first-one"), ("demo", "other"))


@pytest.fixture
def held() -> Held:
    return Held(passwords={"root": ROOT.password})


def ensured(held: Held, user: User = USER) -> None:
    ensure(FakeProxy(held, ROOT), FakeCoordinator(held).set_password, user)  # type: ignore[arg-type]  # of its form


def test_it_is_made_with_role_and_grants(held: Held) -> None:
    ensured(held)
    assert held.passwords["notebook"] == "first-one"
    assert held.roles_of == {"notebook_role": {"notebook"}}
    assert held.granted["notebook_role"] == USER.grants


def test_rights_over_data_are_on_its_own_collections(held: Held) -> None:
    ensured(held)
    everywhere = {it.privilege for it in held.granted["notebook_role"] if it.name == "*"}
    assert everywhere == set(EVERYWHERE)
    assert not everywhere & {"Insert", "Search", "Query", "Delete", "DropCollection", "CreateOwnership", "All"}
    assert {it.name for it in USER.grants if it.kind == "Collection"} == {"demo", "other"}


def test_a_second_time_changes_nothing(held: Held) -> None:
    ensured(held)
    before = len(held.calls)
    ensured(held)
    assert set(held.calls[before:]) == {"users", "roles", "grants"}


def test_another_password_is_set_without_the_one_before(held: Held) -> None:
    ensured(held)
    ensured(held, replace(USER, login=Login("notebook", "second-one")))
    assert held.passwords["notebook"] == "second-one"


def test_what_is_missing_is_added_and_what_others_added_stays(held: Held) -> None:
    ensured(held)
    more = Grant("Collection", "theirs", "Query")
    held.granted["notebook_role"] = {more}
    held.roles_of["notebook_role"] = {"somebody"}
    ensured(held)
    assert held.granted["notebook_role"] == {more, *USER.grants}
    assert held.roles_of["notebook_role"] == {"somebody", "notebook"}
