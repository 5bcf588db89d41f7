"""Inputs of the resource types that are objects, and what it takes to create them."""

from __future__ import annotations

from pulumi_standins.provider.values import Properties

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
        "legacyServiceUser",
        "USERS",
        {"name": "OLD", "password": "p"},
        [
            "CREATE USER \"OLD\" PASSWORD = 'p' TYPE = LEGACY_SERVICE",
            "SHOW USERS LIKE 'OLD'",
            'SHOW PARAMETERS IN USER "OLD"',
        ],
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
        "secretWithBasicAuthentication",
        "SECRETS",
        {**IN_SCHEMA, "name": "S", "username": "root", "password": "p"},
        [
            'CREATE SECRET "MILVUS_DEMO"."PUBLIC"."S" TYPE = PASSWORD USERNAME = \'root\' PASSWORD = \'p\'',
            'SHOW SECRETS LIKE \'S\' IN SCHEMA "MILVUS_DEMO"."PUBLIC"',
            'DESCRIBE SECRET "MILVUS_DEMO"."PUBLIC"."S"',
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
KINDS = [case[:3] for case in CREATES]
