"""What each resource type that is an object sends."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.unit.standins.conftest import RecordingSession, Snowflake, target
from toolchain.standins.provider.provider import PartialError, ProviderError, State
from toolchain.standins.provider.values import UNKNOWN, Properties, Secret
from toolchain.standins.snowflake.resource import StatementError

IN_SCHEMA = {"database": "MILVUS_DEMO", "schema": "PUBLIC"}
POOL = {"name": "P", "instanceFamily": "CPU_X64_S", "minNodes": 1, "maxNodes": 1, "autoResume": "true"}
SERVICE = {**IN_SCHEMA, "name": "S", "computePool": "P", "fromSpecification": {"text": "spec: {}\n"}}

CREATES: list[tuple[str, str, Properties, list[str]]] = [
    (
        "accountRole",
        "ROLES",
        {"name": "MILVUS_ROLE"},
        ['CREATE ROLE "MILVUS_ROLE"', "SHOW ROLES LIKE 'MILVUS_ROLE'"],
    ),
    (
        "user",
        "USERS",
        {
            "name": "MILVUS_USER",
            "password": "it's",
            "mustChangePassword": "false",
            "defaultRole": "MILVUS_ROLE",
            "defaultSecondaryRolesOption": "ALL",
        },
        [
            "CREATE USER \"MILVUS_USER\" PASSWORD = 'it\\'s' MUST_CHANGE_PASSWORD = false "
            "DEFAULT_ROLE = \"MILVUS_ROLE\" DEFAULT_SECONDARY_ROLES = ('ALL')",
            "SHOW USERS LIKE 'MILVUS_USER'",
            'SHOW PARAMETERS IN USER "MILVUS_USER"',
        ],
    ),
    (
        "user",
        "USERS",
        {"name": "U", "disableMfa": "true"},
        [
            'CREATE USER "U"',
            'ALTER USER "U" SET DISABLE_MFA = true',
            "SHOW USERS LIKE 'U'",
            'SHOW PARAMETERS IN USER "U"',
        ],
    ),
    (
        "serviceUser",
        "USERS",
        {"name": "ROBOT"},
        ['CREATE USER "ROBOT" TYPE = SERVICE', "SHOW USERS LIKE 'ROBOT'", 'SHOW PARAMETERS IN USER "ROBOT"'],
    ),
    (
        "warehouse",
        "WAREHOUSES",
        {
            "name": "W",
            "warehouseSize": "x-small",
            "autoSuspend": 180,
            "autoResume": "true",
            "initiallySuspended": False,
        },
        [
            "CREATE WAREHOUSE \"W\" WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = 180 AUTO_RESUME = true",
            "SHOW WAREHOUSES LIKE 'W'",
            'SHOW PARAMETERS IN WAREHOUSE "W"',
        ],
    ),
    (
        "database",
        "DATABASES",
        {"name": "MILVUS_DEMO", "isTransient": True, "comment": "c"},
        [
            "CREATE TRANSIENT DATABASE \"MILVUS_DEMO\" COMMENT = 'c'",
            "SHOW DATABASES LIKE 'MILVUS_DEMO'",
            'SHOW PARAMETERS IN DATABASE "MILVUS_DEMO"',
        ],
    ),
    (
        "schema",
        "SCHEMAS",
        {"database": "MILVUS_DEMO", "name": "APP", "withManagedAccess": "true"},
        [
            'CREATE SCHEMA "MILVUS_DEMO"."APP" WITH MANAGED ACCESS',
            "SHOW SCHEMAS LIKE 'APP' IN DATABASE \"MILVUS_DEMO\"",
            'SHOW PARAMETERS IN SCHEMA "MILVUS_DEMO"."APP"',
        ],
    ),
    (
        "imageRepository",
        "IMAGE REPOSITORIES",
        {**IN_SCHEMA, "name": "R", "encryption": "snowflake_sse"},
        [
            'CREATE IMAGE REPOSITORY "MILVUS_DEMO"."PUBLIC"."R" ENCRYPTION = (TYPE = \'SNOWFLAKE_SSE\')',
            'SHOW IMAGE REPOSITORIES LIKE \'R\' IN SCHEMA "MILVUS_DEMO"."PUBLIC"',
        ],
    ),
    (
        "stageInternal",
        "STAGES",
        {**IN_SCHEMA, "name": "FILES", "encryption": {"snowflakeSse": {}}, "directory": {"enable": True}},
        [
            'CREATE STAGE "MILVUS_DEMO"."PUBLIC"."FILES" ENCRYPTION = (TYPE = \'SNOWFLAKE_SSE\') '
            "DIRECTORY = (ENABLE = true)",
            'SHOW STAGES LIKE \'FILES\' IN SCHEMA "MILVUS_DEMO"."PUBLIC"',
            'DESCRIBE STAGE "MILVUS_DEMO"."PUBLIC"."FILES"',
        ],
    ),
    (
        "networkRule",
        "NETWORK RULES",
        {**IN_SCHEMA, "name": "N", "type": "HOST_PORT", "mode": "EGRESS", "valueLists": ["0.0.0.0:80", "0.0.0.0:443"]},
        [
            'CREATE NETWORK RULE "MILVUS_DEMO"."PUBLIC"."N" TYPE = HOST_PORT '
            "VALUE_LIST = ('0.0.0.0:80', '0.0.0.0:443') MODE = EGRESS",
            'SHOW NETWORK RULES LIKE \'N\' IN SCHEMA "MILVUS_DEMO"."PUBLIC"',
            'DESCRIBE NETWORK RULE "MILVUS_DEMO"."PUBLIC"."N"',
        ],
    ),
    (
        "externalAccessIntegration",
        "EXTERNAL ACCESS INTEGRATIONS",
        {"name": "E", "allowedNetworkRules": ['"MILVUS_DEMO"."PUBLIC"."N"'], "enabled": True},
        [
            'CREATE EXTERNAL ACCESS INTEGRATION "E" '
            'ALLOWED_NETWORK_RULES = ("MILVUS_DEMO"."PUBLIC"."N") ENABLED = true',
            "SHOW EXTERNAL ACCESS INTEGRATIONS LIKE 'E'",
            'DESCRIBE EXTERNAL ACCESS INTEGRATION "E"',
        ],
    ),
    (
        "computePool",
        "COMPUTE POOLS",
        POOL,
        [
            'CREATE COMPUTE POOL "P" MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S AUTO_RESUME = true',
            "SHOW COMPUTE POOLS LIKE 'P'",
            'DESCRIBE COMPUTE POOL "P"',
        ],
    ),
    (
        "service",
        "SERVICES",
        {**SERVICE, "externalAccessIntegrations": ["E"], "minInstances": 1, "maxInstances": 1, "queryWarehouse": "W"},
        [
            'CREATE SERVICE "MILVUS_DEMO"."PUBLIC"."S" IN COMPUTE POOL "P" FROM SPECIFICATION $$spec: {}\n$$ '
            'EXTERNAL_ACCESS_INTEGRATIONS = ("E") MIN_INSTANCES = 1 MAX_INSTANCES = 1 QUERY_WAREHOUSE = "W"',
            'SHOW SERVICES LIKE \'S\' IN SCHEMA "MILVUS_DEMO"."PUBLIC"',
            'DESCRIBE SERVICE "MILVUS_DEMO"."PUBLIC"."S"',
        ],
    ),
]


@pytest.mark.parametrize(("token", "plural", "inputs", "statements"), CREATES, ids=[case[0] for case in CREATES])
def test_create_sends_statements_of_type(
    snowflake: Snowflake, token: str, plural: str, inputs: Properties, statements: list[str]
) -> None:
    snowflake.session.shows(plural, inputs["name"], comment="shown")
    assert snowflake.provider.check(target(token), inputs).failures == {}
    made = snowflake.create(token, inputs)
    assert snowflake.session.statements == statements
    assert made.outputs.get("showOutputs", [{"comment": "shown"}])[0]["comment"] == "shown"


KINDS = [case[:3] for case in CREATES]


@pytest.mark.parametrize(("token", "_plural", "inputs"), KINDS, ids=[case[0] for case in KINDS])
def test_preview_of_create_sends_nothing(snowflake: Snowflake, token: str, _plural: str, inputs: Properties) -> None:
    outputs = snowflake.create(token, inputs, preview=True).outputs
    assert snowflake.session.statements == []
    assert outputs["fullyQualifiedName"] is UNKNOWN
    assert outputs["name"] == inputs["name"]


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


REPLACEMENTS: list[tuple[str, Properties, Properties, set[str], bool]] = [
    ("service", SERVICE, {**SERVICE, "computePool": "Q"}, {"computePool"}, True),
    ("service", SERVICE, {**SERVICE, "name": "T"}, {"name"}, True),
    ("service", SERVICE, {**SERVICE, "computePool": '"P"'}, set(), False),
    ("service", SERVICE, {**SERVICE, "fromSpecification": {"text": "x"}}, set(), False),
    ("computePool", POOL, {**POOL, "instanceFamily": "CPU_X64_M"}, {"instanceFamily"}, True),
    ("computePool", POOL, {**POOL, "instanceFamily": UNKNOWN}, {"instanceFamily"}, True),
    ("accountRole", {"name": "A"}, {"name": "B"}, set(), False),
    (
        "stageInternal",
        {**IN_SCHEMA, "name": "F", "directory": {"enable": True}},
        {**IN_SCHEMA, "name": "F"},
        {"__meta"},
        True,
    ),
    ("execute", {"execute": "A", "revert": "B"}, {"execute": "C", "revert": "B"}, {"__meta"}, False),
    ("execute", {"execute": "A", "revert": "B"}, {"execute": "A", "revert": "C"}, set(), False),
]


@pytest.mark.parametrize(("token", "olds", "news", "replaces", "before"), REPLACEMENTS)
def test_diff_replaces_as_the_plugin(
    snowflake: Snowflake, token: str, olds: Properties, news: Properties, replaces: set[str], before: bool
) -> None:
    difference = snowflake.diff(token, olds, news)
    assert difference.replaces == replaces
    assert difference.delete_before_replace is before


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


def test_diff_ignores_what_the_real_plugin_adds(snowflake: Snowflake) -> None:
    news = {**IN_SCHEMA, "name": "F", "encryption": {"snowflakeSse": {}}, "directory": {"enable": True}}
    encryption = {"snowflakeSse": {"__defaults": []}, "__defaults": []}
    directory = {"enable": True, "autoRefresh": "default", "__defaults": ["autoRefresh"]}
    old = {**news, "__defaults": [], "encryption": encryption, "directory": directory}
    assert snowflake.provider.diff(target("stageInternal"), State("ID", old, old), old).kinds == {}
    assert snowflake.diff("stageInternal", old, news).kinds == {}


def test_diff_names_path_of_specification(snowflake: Snowflake) -> None:
    news = {**SERVICE, "fromSpecification": {"text": "spec: []"}}
    assert snowflake.diff("service", SERVICE, news).kinds == {"fromSpecification.text": "UPDATE"}


@pytest.mark.parametrize(
    ("olds", "news"),
    [
        ({"warehouseSize": "XSMALL"}, {"warehouseSize": "X-Small"}),
        ({"autoResume": "true"}, {"autoResume": True}),
        ({}, {"autoResume": "default", "comment": "", "autoSuspend": -1}),
    ],
)
def test_diff_ignores_other_spelling(snowflake: Snowflake, olds: Properties, news: Properties) -> None:
    assert snowflake.diff("warehouse", {"name": "W", **olds}, {"name": '"W"', **news}).kinds == {}


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


@pytest.mark.parametrize(
    ("token", "inputs", "names"),
    [
        ("accountRole", {}, {"name"}),
        ("accountRole", {"name": 'A"; DROP'}, {"name"}),
        ("accountRole", {"name": "A", "colour": 1}, {"colour"}),
        ("service", {**SERVICE, "fromSpecification": {"text": "a $$ b"}}, {"fromSpecification"}),
        ("service", {**SERVICE, "fromSpecification": {"text": "a", "file": "b"}}, {"fromSpecification"}),
        ("warehouse", {"name": "W", "warehouseSize": "huge"}, {"warehouseSize"}),
        ("warehouse", {"name": "W", "autoResume": "maybe"}, {"autoResume"}),
        ("computePool", {**POOL, "minNodes": "1"}, {"minNodes"}),
        ("stageInternal", {**IN_SCHEMA, "name": "F", "encryption": {"none": {}}}, {"encryption"}),
    ],
)
def test_check_refuses(snowflake: Snowflake, token: str, inputs: Properties, names: set[str]) -> None:
    assert set(snowflake.provider.check(target(token), inputs).failures) == names


def test_check_lets_unknown_values_through(snowflake: Snowflake) -> None:
    news = {**SERVICE, "computePool": UNKNOWN, "fromSpecification": {"text": UNKNOWN}}
    assert snowflake.provider.check(target("service"), news).failures == {}


def test_check_never_tells_a_password(snowflake: Snowflake) -> None:
    failures = snowflake.provider.check(target("user"), {"name": "U", "password": Secret(["hunter2"])}).failures
    assert "password" in failures
    assert not re.search("hunter2", str(failures))


def test_unserved_type_is_named_with_remedy(snowflake: Snowflake) -> None:
    with pytest.raises(ProviderError, match="pulumi plugin install resource snowflake"):
        snowflake.provider.check(target("table"), {})
