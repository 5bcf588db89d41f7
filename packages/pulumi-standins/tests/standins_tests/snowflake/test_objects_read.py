"""What is read of objects: by import, and with drift."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_standins.provider.values import Properties
from standins_tests.recording import Snowflake
from standins_tests.snowflake.objects import KINDS


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
