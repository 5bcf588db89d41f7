"""What is read of objects: by import, with drift, and as it lies in the state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_standins.provider.values import Properties
from standins_tests.conftest import Snowflake
from standins_tests.objects import KINDS


@pytest.mark.parametrize(("token", "plural", "inputs"), KINDS, ids=[case[0] for case in KINDS])
def test_read_of_import_finds_names_by_id(snowflake: Snowflake, token: str, plural: str, inputs: Properties) -> None:
    snowflake.session.shows(plural, inputs["name"])
    id_ = snowflake.create(token, inputs).id
    read = snowflake.read(token, id_)
    identity = {key: inputs[key] for key in ("database", "schema", "name") if key in inputs}
    assert identity.items() <= read.inputs.items()
    assert read.id == id_


@pytest.mark.parametrize(("token", "plural", "inputs"), KINDS, ids=[case[0] for case in KINDS])
def test_read_of_removed_object_answers_nothing(
    snowflake: Snowflake, token: str, plural: str, inputs: Properties
) -> None:
    assert snowflake.read(token, "ID", inputs).id == ""
    snowflake.session.answers[f"SHOW {plural}"] = 2003
    assert snowflake.read(token, "ID", inputs).id == ""


@pytest.mark.parametrize(
    ("inputs", "columns", "drift"),
    [
        ({"autoSuspend": 180}, {"auto_suspend": "60"}, {"autoSuspend": 60}),
        ({"autoSuspend": 180}, {"auto_suspend": "180"}, {"autoSuspend": 180}),
        ({"warehouseSize": "XSMALL"}, {"size": "X-Small"}, {"warehouseSize": "XSMALL"}),
        ({"autoResume": "true"}, {"auto_resume": "false"}, {"autoResume": "false"}),
        ({"comment": "c"}, {"comment": ""}, {"comment": ""}),
        ({}, {"auto_suspend": "600"}, {}),
    ],
)
def test_read_shows_drift(snowflake: Snowflake, inputs: Properties, columns: Any, drift: Properties) -> None:
    snowflake.session.shows("WAREHOUSES", "W", **columns)
    assert snowflake.read("warehouse", "W", {"name": "W", **inputs}).inputs == {"name": "W", **drift}


def test_read_shows_drift_of_what_the_program_leaves_out(snowflake: Snowflake) -> None:
    snowflake.session.shows("WAREHOUSES", "W", auto_suspend="60")
    outputs = {"name": "W", "showOutputs": [{"name": "W", "autoSuspend": 600}]}
    read = snowflake.read("warehouse", "W", {"name": "W"}, outputs)
    assert (read.inputs, read.outputs["autoSuspend"]) == ({"name": "W"}, 60)


def test_outputs_have_the_types_of_the_wire(snowflake: Snowflake) -> None:
    columns = {"entries_in_valuelist": "2", "owner": None, "is_current": "Y"}
    snowflake.session.shows("NETWORK RULES", "N", **columns)
    snowflake.session.answers["DESCRIBE"] = [{"property": "value_list", "value": "a:80,b:443"}]
    outputs = snowflake.read("networkRule", '"D"."S"."N"').outputs
    assert outputs["showOutputs"] == [{"name": "N", "entriesInValueList": 2, "owner": "", "isCurrent": True}]
    assert outputs["describeOutputs"] == [{"valueLists": ["a:80", "b:443"]}]


def test_show_ignores_rows_that_like_matches_too(snowflake: Snowflake) -> None:
    snowflake.session.shows("ROLES", "MILVUSXROLE", "milvus_role")
    assert snowflake.read("accountRole", "MILVUS_ROLE", {"name": "MILVUS_ROLE"}).id == ""


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


def test_state_of_a_stage_says_that_it_is_internal(snowflake: Snowflake) -> None:
    snowflake.session.shows("STAGES", "F", type="INTERNAL")
    outputs = snowflake.create("stageInternal", {"database": "D", "schema": "S", "name": "F"}).outputs
    assert (outputs["stageType"], json.loads(outputs["__meta"])["schema_version"]) == ("INTERNAL", "1")
