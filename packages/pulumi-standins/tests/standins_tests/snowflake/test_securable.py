"""What privileges are granted on, in inputs, statements and ids."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.securable import Securable


@pytest.mark.parametrize(
    ("inputs", "sql", "id_"),
    [
        ({"onAccount": True}, "ACCOUNT", "OnAccount"),
        (
            {"onAccountObject": {"objectType": "DATABASE", "objectName": '"D"'}},
            'DATABASE "D"',
            'OnAccountObject|DATABASE|"D"',
        ),
        ({"onSchema": {"schemaName": '"D"."S"'}}, 'SCHEMA "D"."S"', 'OnSchema|OnSchema|"D"."S"'),
        (
            {"onSchemaObject": {"objectType": "STAGE", "objectName": '"D"."S"."F"'}},
            'STAGE "D"."S"."F"',
            'OnSchemaObject|OnObject|STAGE|"D"."S"."F"',
        ),
    ],
)
def test_id_holds_what_the_inputs_say(inputs: Properties, sql: str, id_: str) -> None:
    found = Securable.of(inputs)
    assert (found.sql, found.id) == (sql, id_)
    assert Securable.parse(id_.split("|")) == found
    assert found.inputs == inputs


def test_parse_says_how_an_id_ends() -> None:
    with pytest.raises(ProviderError, match="is no end of a grant's id; needed: OnAccount, "):
        Securable.parse(["OnEverything"])
