"""Tokens for the registry."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from components.connection import Connection, load_connection
from components.registry_token import USER, new_token
from components.session import StatementError
from spcs_local.testing import LocalAccount
from tests.unit import deployers
from tests.unit.configuration import FixedSource
from tests.unit.deployers import WAYS, Deployer


def connection(variables: dict[str, str]) -> Connection:
    return load_connection(FixedSource({}, []), variables)


@pytest.mark.parametrize("way", WAYS)
def test_token_is_of_who_signs_in(deployer: Deployer, way: str) -> None:
    found = new_token(connection(deployer.variables(way)), deployers.ROLE)
    assert deployer.who(found.text.reveal()) == (deployers.USER, deployers.ROLE)
    assert found.seconds == 3600


def test_password_is_what_the_registry_takes(deployer: Deployer) -> None:
    found = new_token(connection(deployer.variables()), deployers.ROLE)
    assert json.loads(found.password.reveal()) == {"token": found.text.reveal(), "expires_in": 3600}
    assert USER == "0sessiontoken"
    assert found.text.reveal() not in repr(found)


def test_say_who_is_refused_without_the_credential(deployer: Deployer) -> None:
    wrong = {**deployer.variables("password"), "SNOWFLAKE_PASSWORD": "wrong one"}
    with pytest.raises(StatementError, match=r"signing in to .* as DEPLOYER_ROLE: .*Incorrect username") as caught:
        new_token(connection(wrong), deployers.ROLE)
    assert "wrong one" not in str(caught.value)


def test_token_has_the_time_that_the_account_gives(spcs_local_factory: Callable[..., LocalAccount]) -> None:
    made = deployers.make(spcs_local_factory(sessionSeconds=77))
    assert new_token(connection(made.variables()), deployers.ROLE).seconds == 77
