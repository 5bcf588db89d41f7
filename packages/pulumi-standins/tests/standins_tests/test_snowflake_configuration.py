"""Settings of the provider and of its session."""

from __future__ import annotations

import json
from typing import Any

import pytest
from snowflake import connector

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import UNKNOWN, Secret
from pulumi_standins.snowflake.configuration import Configuration, unsupported
from pulumi_standins.snowflake.plugin import SnowflakeProvider
from pulumi_standins.snowflake.resource import StatementError
from pulumi_standins.snowflake.session import ConnectorSession
from standins_tests.conftest import SETTINGS


def test_settings_win_over_variables() -> None:
    environment = {"SNOWFLAKE_USER": "OTHER", "SNOWFLAKE_HOST": "127.0.0.1", "SNOWFLAKE_PORT": "7878"}
    connection = Configuration.of({**SETTINGS, "port": "7979"}, environment).connection
    assert (connection["user"], connection["host"], connection["port"]) == ("ADMIN", "127.0.0.1", 7979)
    assert connection["account"] == "LOCAL-DEV"


def test_variables_are_enough() -> None:
    environment = {
        "SNOWFLAKE_ORGANIZATION_NAME": "LOCAL",
        "SNOWFLAKE_ACCOUNT_NAME": "DEV",
        "SNOWFLAKE_USER": "ADMIN",
        "SNOWFLAKE_PASSWORD": "p",
    }
    assert Configuration.of({}, environment).connection == {"account": "LOCAL-DEV", "user": "ADMIN", "password": "p"}


@pytest.mark.parametrize("missing", ["organizationName", "user", "password"])
def test_missing_setting_is_named_with_remedy(missing: str) -> None:
    settings = {key: value for key, value in SETTINGS.items() if key != missing}
    with pytest.raises(ProviderError, match=f"no {missing}: set snowflake:{missing} or SNOWFLAKE_"):
        Configuration.of(settings, {})


def test_token_takes_the_place_of_a_password() -> None:
    settings = {**SETTINGS, "authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": Secret("t")}
    connection = Configuration.of(settings, {}).connection
    assert connection["token"] == "t"
    assert "password" not in connection


def test_unknown_authenticator_says_what_is_allowed() -> None:
    with pytest.raises(ProviderError, match="SNOWFLAKE_JWT"):
        Configuration.of({**SETTINGS, "authenticator": "EXTERNALBROWSER"}, {})


def test_unserved_setting_is_refused() -> None:
    assert set(unsupported({**SETTINGS, "proxyHost": "p", "version": "2.20.0"})) == {"proxyHost"}


@pytest.mark.parametrize("value", ['["grants_show_caching"]', ["GRANTS_SHOW_CACHING"], '"GRANTS_SHOW_CACHING"'])
def test_experiments_are_taken_in_any_case(value: Any) -> None:
    settings = {**SETTINGS, "experimentalFeaturesEnableds": value}
    assert unsupported(settings) == {}
    assert Configuration.of(settings, {}).experiments == {"GRANTS_SHOW_CACHING"}


@pytest.mark.parametrize("name", ["NONSENSE", "GRANTS_SAFE_DESTROY"])
def test_other_experiments_are_refused_by_name(name: str) -> None:
    refused = unsupported({**SETTINGS, "experimentalFeaturesEnableds": json.dumps(["GRANTS_SHOW_CACHING", name])})
    assert set(refused) == {"experimentalFeaturesEnableds"}
    assert f"does not serve {name}; allowed: ACCOUNT_ROLE_SHOW_CACHING, " in refused["experimentalFeaturesEnableds"]


def test_experiments_that_are_not_known_yet_are_awaited() -> None:
    assert unsupported({**SETTINGS, "experimentalFeaturesEnableds": UNKNOWN}) == {}


def test_configuration_hides_credentials() -> None:
    assert "secret-of-admin" not in repr(Configuration.of(SETTINGS, {}))


def test_unknown_settings_make_no_session() -> None:
    made: list[Configuration] = []

    def connect(configuration: Configuration) -> Any:
        made.append(configuration)

    SnowflakeProvider({}, connect).configure({**SETTINGS, "role": UNKNOWN})
    assert made == []


class FakeConnection:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_session_masks_password_and_asks_once_when_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(**settings: Any) -> None:
        asked.append(settings["user"])
        raise connector.errors.DatabaseError(msg="Incorrect password secret-of-admin.", errno=390100)

    monkeypatch.setattr(connector, "connect", refuse)
    session = ConnectorSession(Configuration.of(SETTINGS, {}), lambda _message: None)
    with pytest.raises(StatementError, match="sign-in of ADMIN as SYSADMIN: 390100: Incorrect password …") as raised:
        session.execute("SHOW ROLES")
    assert "secret-of-admin" not in str(raised.value)
    with pytest.raises(StatementError):
        session.execute("SHOW ROLES")
    assert asked == ["ADMIN"]


def test_session_signs_in_at_first_statement_and_no_more_when_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[FakeConnection] = []

    def connect(**_settings: Any) -> FakeConnection:
        made.append(FakeConnection())
        return made[-1]

    monkeypatch.setattr(connector, "connect", connect)
    session = ConnectorSession(Configuration.of(SETTINGS, {}), lambda _message: None)
    assert made == []
    session._connect()
    session._connect()
    session.close()
    assert [connection.closed for connection in made] == [True]
    with pytest.raises(ProviderError, match="cancelled"):
        session.execute("SHOW ROLES")
