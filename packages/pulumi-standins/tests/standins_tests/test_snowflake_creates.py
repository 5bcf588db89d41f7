"""What creating an object of each resource type sends."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.provider import PartialError, ProviderError
from pulumi_standins.provider.values import UNKNOWN, Properties, Secret
from standins_tests.conftest import RecordingSession, Snowflake, target
from standins_tests.objects import CREATES, KINDS, SERVICE


@pytest.mark.parametrize(("token", "plural", "inputs", "statements"), CREATES, ids=[case[0] for case in CREATES])
def test_create_sends_statements_of_type(
    snowflake: Snowflake, token: str, plural: str, inputs: Properties, statements: list[str]
) -> None:
    snowflake.session.shows(plural, inputs["name"], comment="shown")
    assert snowflake.provider.check(target(token), inputs).failures == {}
    made = snowflake.create(token, inputs)
    assert snowflake.session.statements == statements
    assert made.outputs.get("showOutputs", [{"comment": "shown"}])[0]["comment"] == "shown"


@pytest.mark.parametrize(("token", "_plural", "inputs"), KINDS, ids=[case[0] for case in KINDS])
def test_preview_of_create_sends_nothing(snowflake: Snowflake, token: str, _plural: str, inputs: Properties) -> None:
    outputs = snowflake.create(token, inputs, preview=True).outputs
    assert snowflake.session.statements == []
    assert outputs["fullyQualifiedName"] is UNKNOWN
    assert outputs["name"] == inputs["name"]


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


def test_create_from_stage_file_names_location(snowflake: Snowflake) -> None:
    snowflake.session.shows("SERVICES", "S")
    source = {"stage": '"D"."S"."YAML_STAGE"', "path": "a/b", "file": "it's.yaml"}
    snowflake.create("service", {**SERVICE, "fromSpecification": source})
    expected = 'FROM \'@"D"."S"."YAML_STAGE"/a/b\' SPECIFICATION_FILE = \'it\\\'s.yaml\''
    assert expected in snowflake.session.statements[0]


def test_create_needs_preview_feature(session: RecordingSession, snowflake: Snowflake) -> None:
    session.features = frozenset()
    with pytest.raises(ProviderError, match="snowflake_external_access_integration_resource"):
        snowflake.create("externalAccessIntegration", {"name": "E", "allowedNetworkRules": ["A.B.C"], "enabled": True})
    assert session.statements == []


def test_create_keeps_id_of_half_made_object(snowflake: Snowflake) -> None:
    snowflake.session.answers["SHOW"] = 604
    with pytest.raises(PartialError, match="was created, but then SHOW: 000604") as raised:
        snowflake.create("user", {"name": "U", "password": Secret("p")})
    assert raised.value.id == "U"
    assert isinstance(raised.value.outputs["password"], Secret)
