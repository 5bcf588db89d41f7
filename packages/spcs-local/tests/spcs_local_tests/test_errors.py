"""Numbers, states and sentences, as clients get them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, run


@pytest.fixture(scope="module")
def with_database(shared: RunningAccount) -> Iterator[SnowflakeConnection]:
    """A connection to an account that has a database."""
    connection = shared.connect()
    run(connection, "CREATE DATABASE D")
    yield connection
    run(connection, "DROP DATABASE D")


@pytest.mark.parametrize(
    ("text", "number", "state"),
    [
        ("MERGE INTO T", 990001, "0A000"),
        ("SELECT 1 FROM T", 990001, "0A000"),
        ("CREATE TABLE T (A INT)", 990001, "0A000"),
        ("SELECT SYSTEM$NOPE()", 2140, "42601"),
        ("USEROLEACCOUNTADMIN", 1003, "42000"),
        ("CREATE ROLE", 1003, "42000"),
        ("CREATE ROLE 'x", 1003, "42000"),
        ("CREATE WAREHOUSE W NOPE = 1", 1422, "42601"),
        ("CREATE WAREHOUSE W WAREHOUSE_SIZE = HUGE", 1008, "22023"),
        ("CREATE WAREHOUSE W AUTO_SUSPEND = -1", 1008, "22023"),
        ("ALTER SESSION SET NOPE = 1", 2141, "42601"),
        ("USE DATABASE NOPE", 2043, "02000"),
        ("CREATE STAGE S", 90105, "22000"),
    ],
)
def test_error_has_number_and_state(admin: SnowflakeConnection, text: str, number: int, state: str) -> None:
    assert error_of(admin, text)[:2] == (number, state)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE SECRET S TYPE = OAUTH2 OAUTH_REFRESH_TOKEN = 'x' API_AUTHENTICATION = I",
        "CREATE SECRET S TYPE = SYMMETRIC_KEY ALGORITHM = GENERIC",
        "CREATE STAGE E URL = 's3://bucket/x'",
        "CREATE STAGE E FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)",
        "CREATE SECURITY INTEGRATION I TYPE = SAML2 SAML2_ISSUER = 'x'",
        "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_XS PLACEMENT_GROUP = 'x'",
        "ALTER DATABASE D SET EVENT_TABLE = E",
        "ALTER USER ADMIN UNSET EXT_AUTHN_DUO",
        "GRANT CALLER USAGE ON DATABASE D TO ROLE PUBLIC",
        "GRANT ALL CALLER PRIVILEGES ON DATABASE D TO ROLE PUBLIC",
        "GRANT INHERITED CALLER USAGE ON ALL SCHEMAS IN DATABASE D TO ROLE PUBLIC",
        "GRANT APPLY ROW ACCESS POLICY ON ACCOUNT TO ROLE PUBLIC",
        "GRANT CREATE NOTEBOOK ON SCHEMA D.PUBLIC TO ROLE PUBLIC",
        "GRANT CREATE STREAMLIT ON FUTURE SCHEMAS IN DATABASE D TO ROLE PUBLIC",
        "GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE TO ROLE PUBLIC",
        "GRANT SELECT ON TABLE T TO ROLE PUBLIC",
        "GRANT USAGE ON DATABASE D TO SHARE S",
        "USE DATABASE SNOWFLAKE",
        "SHOW SCHEMAS IN DATABASE SNOWFLAKE",
        "SHOW STAGES IN SCHEMA SNOWFLAKE.ACCOUNT_USAGE",
        "SELECT * FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY",
        "SELECT * FROM D.INFORMATION_SCHEMA.TABLES",
        "ALTER COMPUTE POOL SYSTEM_COMPUTE_POOL_CPU STOP ALL",
        "GRANT USAGE ON COMPUTE POOL SYSTEM_COMPUTE_POOL_GPU TO ROLE PUBLIC",
        "CREATE DATABASE E CLONE D",
        "CREATE SCHEMA D.E CLONE D.PUBLIC",
        "CREATE NETWORK POLICY N ALLOWED_IP_LIST = ('1.1.1.1')",
        "ALTER WAREHOUSE W ABORT ALL QUERIES",
        "ALTER USER ADMIN ADD DELEGATED AUTHORIZATION OF ROLE R TO SECURITY INTEGRATION I",
        "ALTER USER ADMIN RESET PASSWORD",
        "SHOW ICEBERG TABLES",
        "COMMENT ON ROLE PUBLIC IS 'x'",
        "EXECUTE IMMEDIATE 'SELECT 1'",
        "SHOW ROLES ->> SELECT * FROM $1",
        "CALL SYSTEM$WAIT(1 + 1)",
        "BEGIN SELECT 1; SELECT 2; END",
        "DECLARE x INT; BEGIN RETURN 1; END",
        "CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL AS BEGIN RETURN 1; END",
    ],
)
def test_what_snowflake_documents_is_no_mistake_of_who_asks(with_database: SnowflakeConnection, text: str) -> None:
    assert error_of(with_database, text)[:2] == (990001, "0A000")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("CREATE ROLLE X", 1003),
        ("SHOW FROBS", 1003),
        ("BEGIN; COMMIT", 8),
        ("SHOW ROLES \\ x", 1003),
        ("ALTER SERVICE S FROBNICATE", 1003),
        ("DROP WAREHUOSE W", 1003),
        ("GRANT USAGE ON DATABSE D TO ROLE PUBLIC", 1003),
        ("CREATE STAGE S URLL = 's3://bucket/x'", 1422),
        ("CREATE STAGE S FILE_FORMAT = (TYPE = CSV SKIP_HEADERS = 1)", 1422),
        ("GRANT FROBNICATE ON DATABASE D TO ROLE PUBLIC", 3008),
        ("GRANT CALL USAGE ON DATABASE D TO ROLE PUBLIC", 3008),
        ("USE DATABASE SNOWFLAKES", 2043),
        ("DESCRIBE COMPUTE POOL SYSTEM_COMPUTE_POOL", 2003),
    ],
)
def test_mistake_of_who_asks_stays_one(with_database: SnowflakeConnection, text: str, number: int) -> None:
    assert error_of(with_database, text)[0] == number


def test_what_is_not_supported_says_so(admin: SnowflakeConnection) -> None:
    assert error_of(admin, "MERGE INTO T")[2].endswith("is not supported by the local account.")


def test_insufficient_privileges_name_the_object(account: RunningAccount) -> None:
    connection = account.connect(role="USERADMIN")
    text = "003001 (42501): SQL access control error:\nInsufficient privileges to operate on account 'LOCALDEV'."
    assert error_of(connection, "CREATE DATABASE X")[2] == text
