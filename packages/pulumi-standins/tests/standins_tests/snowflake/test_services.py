"""Where a service's specification comes from."""

from __future__ import annotations

from standins_tests.recording import Snowflake
from standins_tests.snowflake.objects import SERVICE


def test_create_from_stage_file_names_location(snowflake: Snowflake) -> None:
    snowflake.session.shows("SERVICES", "S")
    source = {"stage": '"D"."S"."YAML_STAGE"', "path": "a/b", "file": "it's.yaml"}
    snowflake.create("service", {**SERVICE, "fromSpecification": source})
    expected = 'FROM \'@"D"."S"."YAML_STAGE"/a/b\' SPECIFICATION_FILE = \'it\\\'s.yaml\''
    assert expected in snowflake.session.statements[0]
