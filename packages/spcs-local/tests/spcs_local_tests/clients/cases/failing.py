"""Errors as programs see them: number, SQLSTATE, text, query id."""

from __future__ import annotations

from snowflake.connector.errors import ProgrammingError

from spcs_local_tests.clients.cases.place import Place, rows

FAILURES = (
    ("DROP DATABASE NOWHERE", 2003, "02000", "Database 'NOWHERE' does not exist or not authorized."),
    ("CREATE ROLE PUBLIC", 2002, "42710", "Object 'PUBLIC' already exists."),
    ("USE ROLE NO_ROLE_OF_ANYBODY", 2043, "02000", "Object does not exist, or operation cannot be performed."),
    ("SELEKT 1", 1003, "42000", "syntax error line 1 at position 0 unexpected 'SELEKT'."),
    ("SHOW ROLES LIKE", 1003, "42000", "syntax error line 1 at position 15 unexpected '<EOF>'."),
    ("-- nothing", 900, "42601", "Empty SQL statement."),
    ("CREATE TABLE T (A INT)", 990001, "0A000", "is not supported by the local account."),
)


def test_error_has_number_state_text_and_query(place: Place) -> None:
    connection = place.connect()
    for statement, number, state, text in FAILURES:
        error = place.failure(connection, statement)
        assert isinstance(error, ProgrammingError), (statement, error)
        assert (error.errno, error.sqlstate) == (number, state), (statement, error)
        assert text in error.msg, (statement, error)
        assert error.sfqid


def test_error_of_missing_privileges(place: Place) -> None:
    error = place.failure(place.connect(role="PUBLIC"), "USE SECONDARY ROLES NO_ROLE_OF_ANYBODY")
    assert (error.errno, error.sqlstate) == (3013, "42501")
    connection = place.connect(role="USERADMIN")
    rows(connection, "USE SECONDARY ROLES NONE")
    error = place.failure(connection, f"CREATE DATABASE {place.name('REFUSED')}")
    assert (error.errno, error.sqlstate) == (3001, "42501")
    assert "Insufficient privileges to operate on account" in error.msg


def test_closed_connection_runs_nothing(place: Place) -> None:
    connection = place.connect()
    connection.close()
    assert connection.is_closed()
    assert place.failure(connection, "SELECT 1").errno == 250002
