"""Internal stages."""

from __future__ import annotations

import json

from standins_tests.recording import Snowflake


def test_state_of_a_stage_says_that_it_is_internal(snowflake: Snowflake) -> None:
    snowflake.session.shows("STAGES", "F", type="INTERNAL")
    outputs = snowflake.create("stageInternal", {"database": "D", "schema": "S", "name": "F"}).outputs
    assert (outputs["stageType"], json.loads(outputs["__meta"])["schema_version"]) == ("INTERNAL", "1")
