"""Grants of privileges."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.plugin import plain
from standins_tests.recording import Snowflake, target

PRIVILEGES = "grantPrivilegesToAccountRole"
ON_SCHEMA = {"onSchema": {"schemaName": '"D"."S"'}}
ON_WAREHOUSE = {"onAccountObject": {"objectType": "WAREHOUSE", "objectName": '"W"'}}
ON_STAGE = {"onSchemaObject": {"objectType": "STAGE", "objectName": '"D"."S"."F"'}}
ALL, USAGE = {"allPrivileges": True}, {"privileges": ["USAGE"]}
ALL_ID, USAGE_ID = (f'"R"|false|false|{which}|OnSchema|OnSchema|"D"."S"' for which in ("ALL", "USAGE"))


def grant(*parts: Properties) -> Properties:
    return {"accountRoleName": "R", **{key: value for part in parts for key, value in part.items()}}


def shown(privilege: str, **changes: Any) -> dict[str, Any]:
    row = {"privilege": privilege, "granted_to": "ROLE", "grantee_name": "R", "grant_option": "false"}
    return {**row, "granted_by": "SYSADMIN", **changes}


@pytest.mark.parametrize(
    ("inputs", "statement", "id_"),
    [
        (
            grant({"privileges": ["CREATE COMPUTE POOL"]}, {"onAccount": True}),
            'GRANT CREATE COMPUTE POOL ON ACCOUNT TO ROLE "R"',
            '"R"|false|false|CREATE COMPUTE POOL|OnAccount',
        ),
        (
            grant(USAGE, ON_WAREHOUSE),
            'GRANT USAGE ON WAREHOUSE "W" TO ROLE "R"',
            '"R"|false|false|USAGE|OnAccountObject|WAREHOUSE|"W"',
        ),
        (
            grant(ALL, ON_SCHEMA),
            'GRANT ALL PRIVILEGES ON SCHEMA "D"."S" TO ROLE "R"',
            '"R"|false|false|ALL|OnSchema|OnSchema|"D"."S"',
        ),
        (
            grant(USAGE, ON_STAGE, {"withGrantOption": True}),
            'GRANT USAGE ON STAGE "D"."S"."F" TO ROLE "R" WITH GRANT OPTION',
            '"R"|true|false|USAGE|OnSchemaObject|OnObject|STAGE|"D"."S"."F"',
        ),
    ],
)
def test_create_grants_and_import_reads_the_same(
    snowflake: Snowflake, inputs: Properties, statement: str, id_: str
) -> None:
    assert snowflake.provider.check(target(PRIVILEGES), inputs).failures == {}
    assert snowflake.create(PRIVILEGES, inputs).id == id_
    assert snowflake.session.statements[0] == statement
    snowflake.session.shows("ROLES", "R")
    rows = [shown(name, grant_option=str("withGrantOption" in inputs).lower()) for name in inputs.get("privileges", [])]
    snowflake.session.answers["SHOW GRANTS ON"] = rows
    assert plain(snowflake.read(PRIVILEGES, id_).inputs) == {**inputs, "accountRoleName": '"R"'}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (shown("USAGE"), ["USAGE"]),
        (shown("USAGE", grantee_name="OTHER"), []),
        (shown("USAGE", granted_to="USER"), []),
        (shown("USAGE", grant_option="true"), []),
        (shown("USAGE", granted_by=""), []),
        (shown("OWNERSHIP"), []),
    ],
)
def test_read_counts_own_privileges_alone(snowflake: Snowflake, row: dict[str, Any], found: list[str]) -> None:
    snowflake.session.shows("ROLES", "R")
    snowflake.session.answers["SHOW GRANTS ON SCHEMA"] = [row]
    assert snowflake.read(PRIVILEGES, USAGE_ID, grant(USAGE, ON_SCHEMA)).inputs["privileges"] == found


def test_read_of_all_privileges_asks_nothing(snowflake: Snowflake) -> None:
    assert snowflake.read(PRIVILEGES, ALL_ID, grant(ALL, ON_SCHEMA)).id == ALL_ID
    assert snowflake.session.statements == []


def test_read_finds_by_its_id_what_the_state_has_lost(snowflake: Snowflake) -> None:
    snowflake.session.shows("ROLES", "R")
    snowflake.session.answers["SHOW GRANTS ON SCHEMA"] = [shown("USAGE")]
    outputs = {**grant({"privileges": []}, ON_SCHEMA), "id": USAGE_ID}
    assert snowflake.read(PRIVILEGES, USAGE_ID, grant(USAGE, ON_SCHEMA), outputs).outputs["privileges"] == ["USAGE"]


def test_read_without_role_or_object_is_removed(snowflake: Snowflake) -> None:
    assert snowflake.read(PRIVILEGES, USAGE_ID, grant(USAGE, ON_SCHEMA)).id == ""
    snowflake.session.shows("ROLES", "R")
    snowflake.session.answers["SHOW GRANTS ON"] = 2003
    assert snowflake.read(PRIVILEGES, USAGE_ID, grant(USAGE, ON_SCHEMA)).id == ""


@pytest.mark.parametrize(
    ("olds", "news", "statements"),
    [
        (
            {"privileges": ["USAGE", "MODIFY"]},
            {"privileges": ["USAGE", "MONITOR"]},
            [
                'REVOKE GRANT OPTION FOR MONITOR ON SCHEMA "D"."S" FROM ROLE "R"',
                'GRANT MONITOR ON SCHEMA "D"."S" TO ROLE "R"',
                'REVOKE MODIFY ON SCHEMA "D"."S" FROM ROLE "R"',
            ],
        ),
        (
            {"privileges": []},  # others have revoked each
            USAGE,
            [
                'REVOKE GRANT OPTION FOR USAGE ON SCHEMA "D"."S" FROM ROLE "R"',
                'GRANT USAGE ON SCHEMA "D"."S" TO ROLE "R"',
            ],
        ),
        ({"privileges": []}, ALL, ['GRANT ALL PRIVILEGES ON SCHEMA "D"."S" TO ROLE "R"']),
        (USAGE, ALL, ['GRANT ALL PRIVILEGES ON SCHEMA "D"."S" TO ROLE "R"']),
        (
            ALL,
            USAGE,
            [
                'REVOKE ALL PRIVILEGES ON SCHEMA "D"."S" FROM ROLE "R"',
                'REVOKE GRANT OPTION FOR USAGE ON SCHEMA "D"."S" FROM ROLE "R"',
                'GRANT USAGE ON SCHEMA "D"."S" TO ROLE "R"',
            ],
        ),
    ],
)
def test_update_grants_and_revokes_the_difference(
    snowflake: Snowflake, olds: Properties, news: Properties, statements: list[str]
) -> None:
    snowflake.update(PRIVILEGES, "ID", grant(olds, ON_SCHEMA), grant(news, ON_SCHEMA))
    assert [sql for sql in snowflake.session.statements if not sql.startswith("SHOW")] == statements


def test_delete_revokes(snowflake: Snowflake) -> None:
    snowflake.delete(PRIVILEGES, "ID", grant(USAGE, ON_STAGE))
    assert snowflake.session.statements == ['REVOKE USAGE ON STAGE "D"."S"."F" FROM ROLE "R"']


def test_delete_of_an_emptied_list_is_refused_and_revokes_nothing(snowflake: Snowflake) -> None:
    with pytest.raises(ProviderError, match="others have revoked each"):
        snowflake.delete(PRIVILEGES, "ID", grant({"privileges": []}, ON_STAGE))
    assert snowflake.session.statements == []


@pytest.mark.parametrize(
    ("inputs", "name"),
    [
        (grant(USAGE), "onAccount"),
        (grant(ON_SCHEMA), "privileges"),
        (grant(USAGE, ALL, ON_SCHEMA), "privileges"),
        (grant({"privileges": ["OWNERSHIP"]}, ON_SCHEMA), "privileges"),
        (grant(USAGE, {"onSchema": {"allSchemasInDatabase": "D"}}), "onSchema"),
        (grant(USAGE, ON_SCHEMA, {"alwaysApply": True}), "alwaysApply"),
    ],
)
def test_check_refuses(snowflake: Snowflake, inputs: Properties, name: str) -> None:
    assert set(snowflake.provider.check(target(PRIVILEGES), inputs).failures) == {name}


def test_privilege_with_statement_in_it_is_refused(snowflake: Snowflake) -> None:
    with pytest.raises(ProviderError, match="no keyword"):
        snowflake.create(PRIVILEGES, grant({"privileges": ["USAGE ON X; DROP DATABASE D"]}, ON_SCHEMA))
    assert snowflake.session.statements == []
