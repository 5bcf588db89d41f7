"""Cursors: every form of fetching, descriptions, several statements, what a connection knows of itself."""

from __future__ import annotations

import io

from snowflake.connector import DictCursor

from spcs_local_tests.clients.cases.place import Place, rows

TEXT, NUMBER, TIME_OF_DAY = 2, 0, 6


def test_cursor_fetches_in_each_form(place: Place) -> None:
    cursor = place.connect().cursor()
    assert cursor.execute("SHOW ROLES") is cursor
    count = cursor.rowcount
    assert count == len(list(cursor)) >= 6
    cursor.execute("SHOW ROLES")
    assert [cursor.fetchone() is not None, len(cursor.fetchmany(2)), len(cursor.fetchall())] == [True, 2, count - 3]
    assert cursor.fetchone() is None
    assert [row for batch in cursor.execute("SELECT 1, 'x'").get_result_batches() for row in batch] == [(1, "x")]


def test_cursor_describes_its_columns(place: Place) -> None:
    cursor = place.connect().cursor()
    cursor.execute("SHOW DATABASES")
    described = {column.name: column for column in cursor.description}
    assert list(described)[:3] == ["created_on", "name", "is_default"]
    assert (described["name"].type_code, described["created_on"].type_code) == (TEXT, TIME_OF_DAY)
    cursor.execute("SELECT 1.25 AS A, 'x' AS \"b\", 7")
    assert [(c.name, c.type_code, c.precision, c.scale) for c in cursor.description] == [
        ("A", NUMBER, 38, 2),
        ("b", TEXT, None, None),
        ("7", NUMBER, 38, 0),
    ]


def test_describe_runs_nothing(place: Place) -> None:
    connection, role = place.connect(), place.name("DESCRIBED")
    assert [column.name for column in connection.cursor().describe(f"CREATE ROLE {role}")] == ["status"]
    assert rows(connection, f"SHOW ROLES LIKE '{role}'") == []
    assert [column.name for column in connection.cursor().describe("SELECT ? AS A")] == ["A"]


def test_dict_cursor_answers_by_name(place: Place) -> None:
    with place.connect().cursor(DictCursor) as cursor:
        cursor.execute('SELECT 1 AS A, NULL AS "b"')
        assert cursor.fetchall() == [{"A": 1, "b": None}]
    assert cursor.is_closed()


def test_execute_string_runs_statement_by_statement(place: Place) -> None:
    text = "SELECT 1; -- one;\nSELECT 'a;b' /* ; */;"
    assert [cursor.fetchall() for cursor in place.connect().execute_string(text)] == [[(1,)], [("a;b",)]]
    stream = io.StringIO("SELECT 2;\nSELECT 3;")
    assert [cursor.fetchall() for cursor in place.connect().execute_stream(stream)] == [[(2,)], [(3,)]]


def test_execute_runs_several_statements_that_were_announced(place: Place) -> None:
    connection = place.connect()
    cursor = connection.cursor().execute("SELECT 1; SHOW ROLES LIKE 'PUBLIC'; SELECT ';'", num_statements=3)
    first = cursor.fetchall()
    second = cursor.nextset().fetchall()
    third = cursor.nextset().fetchall()
    assert (first, [row[1] for row in second], third) == ([(1,)], ["PUBLIC"], [(";",)])
    refused = place.failure(connection, "SELECT 1; SELECT 2")
    assert (refused.errno, refused.sqlstate) == (8, "0A000")
    assert "Actual statement count 2 did not match the desired statement count 1." in refused.msg


def test_executemany_runs_once_for_each(place: Place) -> None:
    for style, mark in (("pyformat", "%s"), ("qmark", "?")):
        connection, names = place.connect(paramstyle=style), [place.name(f"MANY_{style}_{n}").upper() for n in (1, 2)]
        connection.cursor().executemany(f"CREATE ROLE IDENTIFIER({mark})", [(name,) for name in names])
        shown = rows(connection, f"SHOW ROLES LIKE '{place.name('MANY')}%'")
        assert [row[1] for row in shown if style.upper() in row[1]] == names


def test_connection_follows_the_session(place: Place) -> None:
    connection = place.connect()
    for statement in ("USE ROLE OWNER", "USE DATABASE D", "USE SCHEMA D.PUBLIC"):
        connection.cursor().execute(statement)
    assert (connection.role, connection.database, connection.schema) == ("OWNER", "D", "PUBLIC")
    cursor = connection.cursor().execute("SELECT 1")
    assert rows(connection, "SELECT LAST_QUERY_ID()") == [(cursor.sfqid,)]


def test_transactions_change_nothing(place: Place) -> None:
    connection = place.connect()
    role = place.name("KEPT")
    connection.autocommit(False)
    connection.cursor().execute("BEGIN")
    connection.cursor().execute(f"CREATE ROLE {role}")
    connection.rollback()
    connection.commit()
    connection.autocommit(True)
    assert len(rows(connection, f"SHOW ROLES LIKE '{role}'")) == 1
