"""Settings of the provider."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import UNKNOWN, Secret
from pulumi_standins.snowflake.configuration import Configuration, unsupported
from standins_tests.recording import SETTINGS


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
