"""Properties of a kind: what CREATE, SET and UNSET make of options."""

from __future__ import annotations

import pytest

from spcs_local.errors import InvalidPropertyError, MissingPropertyError
from spcs_local.model.object_kinds import ACCOUNT, ObjectKind
from spcs_local.model.properties import Property, integer, text

KIND = ObjectKind(
    name="THING",
    plural="THINGS",
    scope=ACCOUNT,
    properties=(
        Property("SIZE", integer(1), required=True, unset=False),
        Property("MADE_OF", text, "WOOD", alterable=False),
        Property("COMMENT", text, "", own=True),
    ),
    alter_privileges=("MODIFY",),
    owner_only=frozenset({"SIZE"}),
)


def test_create_has_defaults_for_what_is_not_given() -> None:
    assert KIND.read({"SIZE": "3"}) == {"SIZE": 3, "MADE_OF": "WOOD", "COMMENT": ""}
    with pytest.raises(MissingPropertyError, match="SIZE"):
        KIND.read({"COMMENT": "x"})
    with pytest.raises(InvalidPropertyError, match="'COLOUR' for 'THING'"):
        KIND.read({"SIZE": 3, "COLOUR": "red"})


def test_set_changes_what_may_be_altered_alone() -> None:
    assert KIND.change({"SIZE": 4}) == {"SIZE": 4}
    with pytest.raises(InvalidPropertyError, match="MADE_OF"):
        KIND.change({"MADE_OF": "STONE"})


def test_unset_takes_what_has_a_default_to_go_back_to() -> None:
    assert KIND.reset(["COMMENT"]) == {"COMMENT": ""}
    for name in ("SIZE", "MADE_OF"):
        with pytest.raises(InvalidPropertyError, match=name):
            KIND.reset([name])


def test_privileges_do_not_suffice_for_what_is_the_owner_s() -> None:
    assert (KIND.alterers(["COMMENT"]), KIND.alterers(["COMMENT", "SIZE"])) == (("MODIFY",), ())
    assert (KIND.is_own(["COMMENT"]), KIND.is_own(["COMMENT", "SIZE"])) == (True, False)


def test_kinds_of_one_word_share_a_name_space() -> None:
    assert KIND.grant_word == "THING"
    assert ObjectKind(name="A THING", plural="A THINGS", scope=ACCOUNT, granted_on="THING").grant_word == "THING"
