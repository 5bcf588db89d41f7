"""What the provider serves."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import UNKNOWN
from pulumi_standins.snowflake.configuration import Configuration
from pulumi_standins.snowflake.plugin import SnowflakeProvider
from standins_tests.recording import SETTINGS, Snowflake, target


def test_unserved_type_is_named_with_remedy(snowflake: Snowflake) -> None:
    with pytest.raises(ProviderError, match="pulumi plugin install resource snowflake"):
        snowflake.provider.check(target("table"), {})


def test_settings_are_checked_with_the_variables() -> None:
    provider = SnowflakeProvider({"SNOWFLAKE_PRIVATE_KEY": "k"}, lambda _: pytest.fail("nobody signs in yet"))
    checked = provider.check_config({"password": "p"})
    assert set(checked.failures) == {"password"}
    # what variables say is no input
    assert checked.inputs == {"password": "p"}


def test_unknown_settings_make_no_session() -> None:
    made: list[Configuration] = []

    def connect(configuration: Configuration) -> Any:
        made.append(configuration)

    SnowflakeProvider({}, connect).configure({**SETTINGS, "role": UNKNOWN})
    assert made == []
