"""The account, asked by whichever role can."""

from __future__ import annotations

import pytest

from components import account_objects as objects
from components.account_objects import ObjectName
from components.session import SignInError
from tests.unit.recovery.states import Shown, row

NAME = ObjectName.of(objects.ROLE, "R")


def test_a_role_signs_in_once() -> None:
    shown = Shown({"SHOW ROLES": [row("R")]})
    account = shown.account()
    assert account.look(NAME, "MAKER") == account.look(NAME, "MAKER") == row("R")
    account.look(NAME, None)
    assert [role for role, _ in shown.asked] == ["MAKER", "MAKER", "DEPLOYER_ROLE"]
    account.close()


def test_a_deploying_role_that_is_refused_is_told() -> None:
    with pytest.raises(SignInError):
        Shown(gone=frozenset({"MAKER", "DEPLOYER_ROLE"})).account().look(NAME, "MAKER")


def test_a_session_of_one_role_alone_goes_on_with_it() -> None:
    Shown(refused=frozenset({"USE SECONDARY ROLES"})).account().see_all()
    with pytest.raises(SignInError):
        Shown(gone=frozenset({"DEPLOYER_ROLE"})).account().see_all()
