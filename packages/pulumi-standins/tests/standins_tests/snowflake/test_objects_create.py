"""What creating an object of each resource type sends."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.provider import PartialError
from pulumi_standins.provider.values import UNKNOWN, Properties, Secret
from standins_tests.recording import Snowflake, target
from standins_tests.snowflake.objects import CREATES, KINDS


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


def test_create_keeps_id_of_half_made_object(snowflake: Snowflake) -> None:
    snowflake.session.answers["SHOW"] = 604
    with pytest.raises(PartialError, match="was created, but then SHOW: 000604") as raised:
        snowflake.create("user", {"name": "U", "password": Secret("p")})
    assert raised.value.id == "U"
    assert isinstance(raised.value.outputs["password"], Secret)
