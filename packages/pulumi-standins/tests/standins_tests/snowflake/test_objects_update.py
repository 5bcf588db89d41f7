"""What changing and dropping an object sends."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.values import UNKNOWN, Properties
from pulumi_standins.snowflake.resource import StatementError
from standins_tests.recording import Snowflake, target
from standins_tests.snowflake.objects import IN_SCHEMA, POOL, SERVICE

UPDATES: list[tuple[str, str, Properties, Properties, list[str]]] = [
    ("accountRole", "ROLES", {"name": "A"}, {"name": "A", "comment": "c"}, ["ALTER ROLE \"A\" SET COMMENT = 'c'"]),
    ("accountRole", "ROLES", {"name": "A", "comment": "c"}, {"name": "A"}, ['ALTER ROLE "A" UNSET COMMENT']),
    ("accountRole", "ROLES", {"name": "A"}, {"name": "B"}, ['ALTER ROLE "A" RENAME TO "B"']),
    (
        "warehouse",
        "WAREHOUSES",
        {"name": "W", "warehouseSize": "XSMALL", "autoSuspend": 180},
        {"name": "W", "warehouseSize": "SMALL"},
        ["ALTER WAREHOUSE \"W\" SET WAREHOUSE_SIZE = 'SMALL' WAIT_FOR_COMPLETION = true AUTO_SUSPEND = 600"],
    ),
    ("computePool", "COMPUTE POOLS", POOL, {**POOL, "maxNodes": 2}, ['ALTER COMPUTE POOL "P" SET MAX_NODES = 2']),
    (
        "stageInternal",
        "STAGES",
        {**IN_SCHEMA, "name": "F", "comment": "c"},
        {**IN_SCHEMA, "name": "F", "directory": {"enable": True}},
        [
            'ALTER STAGE "MILVUS_DEMO"."PUBLIC"."F" SET DIRECTORY = (ENABLE = true)',
            'ALTER STAGE "MILVUS_DEMO"."PUBLIC"."F" SET COMMENT = \'\'',
        ],
    ),
    (
        "service",
        "SERVICES",
        SERVICE,
        {**SERVICE, "fromSpecification": {"text": "spec: []"}, "minInstances": 2},
        [
            'ALTER SERVICE "MILVUS_DEMO"."PUBLIC"."S" FROM SPECIFICATION $$spec: []$$',
            'ALTER SERVICE "MILVUS_DEMO"."PUBLIC"."S" SET MIN_INSTANCES = 2',
        ],
    ),
    (
        "schema",
        "SCHEMAS",
        {"database": "D", "name": "S"},
        {"database": "D", "name": "S", "withManagedAccess": "true"},
        ['ALTER SCHEMA "D"."S" ENABLE MANAGED ACCESS'],
    ),
    (
        "user",
        "USERS",
        {"name": "U", "password": "old"},
        {"name": "U", "password": "new", "defaultSecondaryRolesOption": "NONE"},
        ["ALTER USER \"U\" SET PASSWORD = 'new' DEFAULT_SECONDARY_ROLES = ()"],
    ),
    # the plugin writes its defaults into the inputs: a state of it is no different
    ("user", "USERS", {"name": "U", "disableMfa": "default", "disabled": "default"}, {"name": "U"}, []),
]


@pytest.mark.parametrize(("token", "plural", "olds", "news", "statements"), UPDATES)
def test_update_sends_what_changed(
    snowflake: Snowflake, token: str, plural: str, olds: Properties, news: Properties, statements: list[str]
) -> None:
    snowflake.session.shows(plural, news["name"])
    snowflake.update(token, "ID", olds, news)
    altered = [sql for sql in snowflake.session.statements if sql.startswith("ALTER")]
    assert altered == statements


def test_update_uses_new_name_after_rename(snowflake: Snowflake) -> None:
    snowflake.session.shows("ROLES", "B")
    outputs = snowflake.update("accountRole", "A", {"name": "A"}, {"name": "B"})
    snowflake.delete("accountRole", "A", outputs)
    assert snowflake.session.statements[-1] == 'DROP ROLE IF EXISTS "B"'


@pytest.mark.parametrize(
    ("change", "unknown"),
    [
        ({"fromSpecification": {"text": "spec: []"}}, set()),
        ({"minInstances": 2}, {"showOutputs", "describeOutputs"}),
    ],
)
def test_preview_of_update_knows_what_stays(snowflake: Snowflake, change: Properties, unknown: set[str]) -> None:
    old = snowflake.state("service", SERVICE)
    old.outputs.update({"fullyQualifiedName": "F", "showOutputs": [{"dnsName": "d"}], "describeOutputs": [{}]})
    news = snowflake.checked("service", {**SERVICE, **change})
    found = snowflake.provider.update(target("service"), old, news, preview=True)
    assert {name for name, value in found.items() if value is UNKNOWN} == unknown
    assert snowflake.session.statements == []


@pytest.mark.parametrize(
    ("token", "outputs", "statements"),
    [
        ("warehouse", {"name": "W"}, ['DROP WAREHOUSE IF EXISTS "W"']),
        ("service", SERVICE, ['DROP SERVICE IF EXISTS "MILVUS_DEMO"."PUBLIC"."S" FORCE']),
        (
            "computePool",
            POOL,
            ['ALTER COMPUTE POOL IF EXISTS "P" STOP ALL', 'DROP COMPUTE POOL IF EXISTS "P"'],
        ),
    ],
)
def test_delete_drops(snowflake: Snowflake, token: str, outputs: Properties, statements: list[str]) -> None:
    snowflake.delete(token, "ID", outputs)
    assert snowflake.session.statements == statements


def test_delete_of_object_in_missing_schema_succeeds(snowflake: Snowflake) -> None:
    snowflake.session.answers["DROP"] = 2003
    snowflake.delete("service", "ID", SERVICE)
    snowflake.session.answers["DROP"] = 3001
    with pytest.raises(StatementError, match="003001"):
        snowflake.delete("service", "ID", SERVICE)
