"""Asynchronous statements, their states, and statements that are ended before they are over."""

from __future__ import annotations

from typing import Any

from snowflake.connector.constants import QueryStatus
from snowflake.connector.errors import Error

from spcs_local_tests.clients.cases.place import Place, error_of, rows

SCAN = "SELECT * FROM TABLE(RESULT_SCAN('{}'))"
UNKNOWN = "01a00000-0000-0000-0000-000000000000"


def result(cursor: Any) -> Any:
    cursor.get_results_from_sfqid(cursor.sfqid)
    return cursor.fetchall()


def test_execute_async_gives_the_result_later(place: Place) -> None:
    connection = place.connect()
    cursor = connection.cursor()
    cursor.execute_async("SELECT SYSTEM$WAIT(300, 'MILLISECONDS') AS W")
    other = connection.cursor()
    other.get_results_from_sfqid(cursor.sfqid)
    assert other.fetchall() == [("waited 300 milliseconds",)]
    assert connection.get_query_status_throw_if_error(cursor.sfqid) == QueryStatus.SUCCESS


def test_execute_async_tells_the_error_later(place: Place) -> None:
    connection = place.connect()
    cursor = connection.cursor()
    cursor.execute_async("DROP ROLE NO_ROLE_OF_ANYBODY")
    error = error_of(lambda: result(cursor))
    assert error.errno == 2003
    assert "Role 'NO_ROLE_OF_ANYBODY' does not exist or not authorized." in error.msg
    status = connection.get_query_status(cursor.sfqid)
    assert (status, connection.is_an_error(status)) == (QueryStatus.FAILED_WITH_ERROR, True)


def test_results_are_for_their_own_user(place: Place) -> None:
    connection = place.connect()
    cursor = connection.cursor().execute("SELECT 'mine'")
    scan = SCAN.format(cursor.sfqid)
    assert rows(connection, scan) == [("mine",)]
    user = place.name("CURIOUS")
    rows(connection, f"CREATE USER {user} PASSWORD = 'Curious-1-as-can-be'")
    curious = place.connect(user, password="Curious-1-as-can-be")
    refused = place.failure(curious, scan)
    assert (refused.errno, refused.sqlstate) == (709, "02000")


def test_abort_query_ends_a_statement(place: Place) -> None:
    connection = place.connect()
    cursor = connection.cursor()
    cursor.execute_async("SELECT SYSTEM$WAIT(60)")
    status = connection.get_query_status(cursor.sfqid)
    assert (status, connection.is_still_running(status)) == (QueryStatus.RUNNING, True)
    assert cursor.abort_query(cursor.sfqid)
    error = error_of(lambda: result(cursor))
    assert error.errno == 604
    assert "SQL execution canceled" in error.msg


def test_statement_timeout_ends_a_statement(place: Place) -> None:
    connection = place.connect(session_parameters={"STATEMENT_TIMEOUT_IN_SECONDS": 1})
    ended = place.failure(connection, "SELECT SYSTEM$WAIT(60)")
    assert (ended.errno, ended.sqlstate) == (630, "57014")
    assert "Statement reached its statement or warehouse timeout of 1 second(s) and was canceled." in ended.msg


def test_abort_of_what_is_not_there_fails(place: Place) -> None:
    try:
        aborted = place.connect().cursor().abort_query(UNKNOWN)
    except Error:
        aborted = False
    assert not aborted
