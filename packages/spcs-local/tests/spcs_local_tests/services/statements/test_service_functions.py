"""Statements about service functions."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import create

CREATE = "CREATE FUNCTION ECHO(inputText VARCHAR(10)) RETURNS VARCHAR SERVICE = svc ENDPOINT = web AS '/echo'"
SHOWN = (
    "created_on name schema_name is_builtin is_aggregate is_ansi min_num_arguments max_num_arguments arguments"
    " description catalog_name is_table_function valid_for_clustering is_secure secrets external_access_integrations"
    " is_external_function language is_memoizable is_data_metric"
)


def test_function_is_made_shown_described_and_dropped(world: RunningAccount, owner: SnowflakeConnection) -> None:
    run(world.connect(role="ACCOUNTADMIN"), "GRANT CREATE FUNCTION ON SCHEMA DEMO.APP TO ROLE OWNER")
    create(owner)
    assert rows(owner, CREATE) == [{"status": "Function ECHO successfully created."}]
    assert error_of(owner, CREATE)[0] == 2002
    [row] = rows(owner, "SHOW FUNCTIONS LIKE 'echo'")
    assert " ".join(row) == SHOWN
    assert (row["name"], row["arguments"], row["language"]) == ("ECHO", "ECHO(VARCHAR) RETURN VARCHAR", "EXTERNAL")
    described = {row["property"]: row["value"] for row in rows(owner, "DESC FUNCTION ECHO(STRING)")}
    assert described == {
        "signature": "(INPUTTEXT VARCHAR)",
        "returns": "VARCHAR",
        "language": None,
        "null handling": "CALLED ON NULL INPUT",
        "volatility": "VOLATILE",
        "body": "/echo",
        "headers": "null",
        "context_headers": "null",
        "max_batch_rows": "not set",
        "service": "SVC",
        "service_endpoint": "web",
        "max_batch_retries": "3",
        "on_batch_failure": "ABORT",
        "batch_timeout_secs": "not set",
    }
    run(
        owner,
        "ALTER FUNCTION ECHO(VARCHAR) SET MAX_BATCH_ROWS = 5",
        "ALTER FUNCTION IF EXISTS NONE(VARCHAR) SET MAX_BATCH_ROWS = 5",
        "GRANT USAGE ON FUNCTION ECHO(VARCHAR) TO ROLE GUEST",
    )
    described = {row["property"]: row["value"] for row in rows(owner, "DESC FUNCTION DEMO.APP.ECHO(VARCHAR)")}
    assert described["max_batch_rows"] == "5"
    granted = rows(owner, "SHOW GRANTS ON FUNCTION ECHO(VARCHAR)")
    assert [(row["privilege"], row["grantee_name"]) for row in granted] == [("OWNERSHIP", "OWNER"), ("USAGE", "GUEST")]
    for statement, number in (
        (CREATE.replace("ECHO(", "N(").replace("web", "none"), 2003),
        (CREATE.replace("ECHO(", "N(").replace("web", "api"), 2003),  # TCP
        (CREATE.replace("ECHO(", "N(").replace("svc", "none"), 2003),
        (CREATE.replace("ECHO(", "N(").replace("'/echo'", "'echo'"), 1008),
        (CREATE.replace("ECHO(", "N(").replace("VARCHAR(10)", "GEOGRAPHY"), 990001),
        ("DROP FUNCTION ECHO(NUMBER)", 2003),
    ):
        assert error_of(owner, statement)[0] == number, statement
    assert rows(owner, "DROP FUNCTION ECHO(VARCHAR)") == [{"status": "ECHO successfully dropped."}]
    assert rows(owner, "SHOW FUNCTIONS") == []
