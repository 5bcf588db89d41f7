"""Rows as outputs."""

from __future__ import annotations

from standins_tests.recording import Snowflake


def test_outputs_have_the_types_of_the_wire(snowflake: Snowflake) -> None:
    columns = {"entries_in_valuelist": "2", "owner": None, "is_current": "Y"}
    snowflake.session.shows("NETWORK RULES", "N", **columns)
    snowflake.session.answers["DESCRIBE"] = [{"property": "value_list", "value": "a:80,b:443"}]
    outputs = snowflake.read("networkRule", '"D"."S"."N"').outputs
    assert outputs["showOutputs"] == [{"name": "N", "entriesInValueList": 2, "owner": "", "isCurrent": True}]
    assert outputs["describeOutputs"] == [{"valueLists": ["a:80", "b:443"]}]
