"""Why the account does not do what Snowflake documents: error 990001, if nothing else is said."""

from __future__ import annotations

from collections.abc import Mapping

from spcs_local_tests.parity.keys import field_key, request_key

_NO_TABLES = "there are no tables: services are what is tried here, and queries are over values and answers"
_NO_CODE = "functions are those of services: code runs in containers alone"
_NO_POLICIES = "there is nothing that such a policy could protect: no tables, and one machine that connects"
_ONE_ACCOUNT = "the account is one on one machine, with nobody to share with and nothing to fail over to"
_SNOWFLAKES = "is a program or service of Snowflake's own, beside Snowpark Container Services"
_NO_CLOUD = "nothing outside this machine is looked at: no cloud's storage, queue or repository"
_NO_CLOCK = "nothing runs by the clock but services"
_NO_SCRIPTS = "scripts are what clients make of statements; there is no language between these"

STATEMENTS: Mapping[str, str] = {
    "CREATE TABLE T (A INT)": _NO_TABLES,
    "INSERT INTO T VALUES (1)": _NO_TABLES,
    "UPDATE T SET A = 1": _NO_TABLES,
    "DELETE FROM T": _NO_TABLES,
    "MERGE INTO T USING S ON T.A = S.A WHEN MATCHED THEN DELETE": _NO_TABLES,
    "TRUNCATE TABLE T": _NO_TABLES,
    "COPY INTO T FROM @S": _NO_TABLES,
    "SELECT * FROM T": _NO_TABLES,
    "CREATE VIEW V AS SELECT 1": _NO_TABLES,
    "CREATE DYNAMIC TABLE T TARGET_LAG = '1 minute' WAREHOUSE = W AS SELECT 1": _NO_TABLES,
    "CREATE SEQUENCE S": _NO_TABLES,
    "CREATE STREAM S ON TABLE T": _NO_TABLES,
    "CREATE FILE FORMAT F TYPE = CSV": _NO_TABLES,
    "CREATE PROCEDURE P() RETURNS INT LANGUAGE SQL AS 'BEGIN RETURN 1; END'": _NO_CODE,
    "EXECUTE IMMEDIATE 'SELECT 1'": _NO_SCRIPTS,
    "CREATE TASK T AS SELECT 1": _NO_CLOCK,
    "CREATE ALERT A SCHEDULE = '1 minute' IF (EXISTS (SELECT 1)) THEN SELECT 1": _NO_CLOCK,
    "CREATE NETWORK POLICY N ALLOWED_IP_LIST = ('1.1.1.1')": _NO_POLICIES,
    "CREATE MASKING POLICY P AS (V STRING) RETURNS STRING -> V": _NO_POLICIES,
    "CREATE ROW ACCESS POLICY P AS (V STRING) RETURNS BOOLEAN -> TRUE": _NO_POLICIES,
    "CREATE PASSWORD POLICY P": _NO_POLICIES,
    "CREATE SHARE S": _ONE_ACCOUNT,
    "CREATE FAILOVER GROUP F OBJECT_TYPES = ROLES ALLOWED_ACCOUNTS = O.A": _ONE_ACCOUNT,
    "CREATE APPLICATION A FROM APPLICATION PACKAGE P": _ONE_ACCOUNT,
    "CREATE STREAMLIT S ROOT_LOCATION = '@S' MAIN_FILE = 'a.py'": _SNOWFLAKES,
    "CREATE NOTEBOOK N": _SNOWFLAKES,
    "CREATE CORTEX SEARCH SERVICE C ON A WAREHOUSE = W TARGET_LAG = '1 day' AS SELECT 1": _SNOWFLAKES,
    "CREATE PIPE P AS COPY INTO T FROM @S": _NO_CLOUD,
    "CREATE STORAGE INTEGRATION I TYPE = EXTERNAL_STAGE ENABLED = TRUE": _NO_CLOUD,
    "CREATE GIT REPOSITORY R API_INTEGRATION = I ORIGIN = 'https://example.com/r'": _NO_CLOUD,
    "CREATE DATABASE E CLONE D": "nothing that is copied lies in it but files, which GET and PUT copy",
    "UNDROP DATABASE D": "what is dropped is gone, as after its retention time",
    "COMMENT ON ROLE PUBLIC IS 'x'": "ALTER … SET COMMENT says the same",
    "USE DATABASE SNOWFLAKE": "Snowflake's own database is views of what it keeps of accounts",
}
PROPERTIES: Mapping[str, str] = {
    "COMPUTE POOL": "nodes are of one machine, which has no zones",
    "DATABASE": "of tables, catalogs of others, replication and telemetry: none of them is here",
    "PROGRAMMATIC ACCESS TOKEN": "lifts a network policy, and there are none",
    "SCHEMA": "as of databases",
    "SECRET": "of secrets that ask an identity provider for tokens, and of symmetric keys",
    "SECURITY INTEGRATION": "of SAML, SCIM, Snowflake's own OAuth and sign-in at APIs: no provider's pages are asked",
    "SERVICE": "of what reaches telemetry, and there is none",
    "STAGE": _NO_CLOUD,
    "TAG": "tags are kept and shown, and govern nothing",
    "USER": "of Duo and of interfaces of Snowflake's own",
    "WAREHOUSE": "warehouses run nothing that could be faster",
    "DIRECTORY": _NO_CLOUD,
    "ENCRYPTION": "keys of a customer are with a cloud",
    "FILE_FORMAT": "no file is loaded into a table",
}
PRIVILEGES: Mapping[str, str] = {
    "ACCOUNT": "for policies, shares, listings, tasks, telemetry and organizations: none of them is here",
    "COMPUTE POOL": "there are no budgets",
    "DATABASE": "for tables and databases of others",
    "SCHEMA": "for kinds of objects that the account has not",
    "STAGE": "for stages of a cloud",
}
_TO_ROLES = "what is granted on objects to come is granted to roles"
_EACH = "a driver that asks there has lost the address of its own file: HTTP status 400"
# of rows that the account knows, and has no witness of
ROWS: Mapping[str, str] = {
    field_key("spec.containers.secrets.snowflakeSecret.objectReference"): (
        "names what a consumer gives to a native app, and there are none: error 395018"
    ),
    request_key("POST", "/session/authenticator-request"): "no identity provider's pages are opened: error 390190",
    request_key("GET", "/api/v2/users/{name}/future-grants"): f"{_TO_ROLES}: error 990001",
    request_key("POST", "/api/v2/users/{name}/future-grants"): f"{_TO_ROLES}: error 001003",
    request_key("POST", "/api/v2/users/{name}/future-grants:revoke"): f"{_TO_ROLES}: error 001003",
    request_key("HEAD", "/transfer/each"): _EACH,
    request_key("PUT", "/transfer/each"): _EACH,
}
