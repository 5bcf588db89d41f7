"""How to reach an account and sign in."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from components.connection import JWT, PASSWORD, PAT, Connection, load_connection
from components.problems import SettingsError
from components.secret import Secret
from tests.unit.configuration import FixedSource
from tests.unit.recording import ACCOUNT


def connection(changes: Mapping[str, str], environment: Mapping[str, str] | None = None) -> Connection:
    values = {**ACCOUNT, **{f"snowflake:{name}": value for name, value in changes.items()}}
    return load_connection(FixedSource(values, list(values)), environment or {})


def test_take_what_most_accounts_need_by_itself() -> None:
    found = connection({})
    assert (found.account, found.user, found.role) == ("ACME-DEV_1", "DEPLOYER", "DEPLOYER_ROLE")
    assert (found.host, found.port, found.protocol) == (None, None, "https")


def test_take_another_place_and_role() -> None:
    found = connection({"host": "127.0.0.1", "port": "7878", "protocol": "http", "role": "DEPLOYERS"})
    assert (found.host, found.port, found.protocol, found.role) == ("127.0.0.1", 7878, "http", "DEPLOYERS")


@pytest.mark.parametrize(
    ("given", "authenticator"),
    [
        ({}, PASSWORD),
        ({"token": "t"}, PAT),
        ({"privateKey": "k"}, JWT),
        ({"privateKey": "k", "token": "t"}, JWT),
    ],
)
def test_sign_in_by_the_strongest_credential(given: dict[str, str], authenticator: str) -> None:
    assert connection(given).credentials.authenticator == authenticator


def test_keep_every_credential() -> None:
    found = connection({"token": "t", "privateKey": "k"}, {"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "p"}).credentials
    assert (found.password, found.token) == (Secret("deployer's secret"), Secret("t"))
    assert (found.private_key, found.private_key_passphrase) == (Secret("k"), Secret("p"))


def test_ask_for_all_that_is_missing() -> None:
    with pytest.raises(SettingsError) as caught:
        load_connection(FixedSource({}, []), {})
    assert [problem.subject for problem in caught.value.problems] == [
        "snowflake:organizationName",
        "snowflake:accountName",
        "snowflake:user",
        "snowflake:role",
        "snowflake:password",
    ]
    assert "config set --secret snowflake:password <value>, or set SNOWFLAKE_PASSWORD" in str(caught.value)
