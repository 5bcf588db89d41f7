"""Databases, their schemas, and the one that comes with its database."""

from __future__ import annotations

import json

import pytest

from pulumi_standins.provider.provider import PartialError, State
from pulumi_standins.provider.values import Properties
from standins_tests.recording import Snowflake, target

PARAMETERS = 'SHOW PARAMETERS IN DATABASE "D"'


def test_create_adopts_public_schema(snowflake: Snowflake) -> None:
    snowflake.session.shows("SCHEMAS", "PUBLIC")
    made = snowflake.create("schema", {"database": "D", "name": "PUBLIC", "comment": "c"})
    assert made.id == '"D"."PUBLIC"'
    altered = [sql for sql in snowflake.session.statements if sql.startswith("ALTER")]
    assert altered[:2] == [
        'ALTER SCHEMA "D"."PUBLIC" DISABLE MANAGED ACCESS',
        'ALTER SCHEMA "D"."PUBLIC" SET COMMENT = \'c\'',
    ]
    assert altered[2].startswith('ALTER SCHEMA "D"."PUBLIC" UNSET DATA_RETENTION_TIME_IN_DAYS, ')


def test_create_makes_public_schema_where_it_was_dropped(snowflake: Snowflake) -> None:
    with pytest.raises(PartialError):
        snowflake.create("schema", {"database": "D", "name": "PUBLIC"})
    assert snowflake.session.statements[1] == 'CREATE SCHEMA "D"."PUBLIC"'


def test_state_holds_what_the_plugin_would_hold(snowflake: Snowflake) -> None:
    snowflake.session.shows("SCHEMAS", "S")
    snowflake.session.answers["SHOW PARAMETERS"] = [
        {"key": "LOG_LEVEL", "value": "OFF", "type": "STRING"},
        {"key": "USER_TASK_TIMEOUT_MS", "value": "3600000", "type": "NUMBER"},
        {"key": "ENABLE_CONSOLE_OUTPUT", "value": "false", "type": "BOOLEAN"},
    ]
    outputs = snowflake.create("schema", {"database": "D", "name": "S", "withManagedAccess": "true"}).outputs
    # a schema whose state does not say this would be replaced by the plugin
    assert (outputs["isTransient"], outputs["withManagedAccess"]) == ("default", "true")
    assert json.loads(outputs["__meta"])["schema_version"] == "2"
    assert (outputs["logLevel"], outputs["userTaskTimeoutMs"], outputs["enableConsoleOutput"]) == (
        "OFF",
        3600000,
        False,
    )


@pytest.mark.parametrize(("in_force", "asked"), [({"logLevel": "OFF"}, []), ({"logLevel": "DEBUG"}, [PARAMETERS])])
def test_diff_asks_what_is_set_on_a_database_where_something_unusual_is_in_force(
    snowflake: Snowflake, in_force: Properties, asked: list[str]
) -> None:
    row = {"key": "LOG_LEVEL", "value": "DEBUG", "type": "STRING"}
    snowflake.session.answers[PARAMETERS] = [{**row, "level": "DATABASE"}]
    old = State("D", {"name": "D", **in_force}, {"name": "D"})
    found = snowflake.provider.diff(target("database"), old, {"name": "D"})

    assert snowflake.session.statements == asked
    assert found.kinds == ({"logLevel": "UPDATE"} if asked else {})


def test_what_the_account_has_set_for_all_databases_is_no_change(snowflake: Snowflake) -> None:
    row = {"key": "LOG_LEVEL", "value": "DEBUG", "type": "STRING"}
    snowflake.session.answers[PARAMETERS] = [{**row, "level": "ACCOUNT"}]
    old = State("D", {"name": "D", "logLevel": "DEBUG"}, {"name": "D"})
    assert snowflake.provider.diff(target("database"), old, {"name": "D"}).kinds == {}
