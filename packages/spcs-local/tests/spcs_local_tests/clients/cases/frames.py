"""Data frames and Arrow tables of what a query answers."""

from __future__ import annotations

from spcs_local_tests.clients.cases.place import Place, rows

EACH = "SELECT 7 AS A, 1.25 AS B, 'it''s' AS C, TRUE AS D, NULL AS E, CURRENT_TIMESTAMP() AS F"


def test_frame_has_the_types_of_its_columns(place: Place) -> None:
    cursor = place.connect().cursor()
    frame = cursor.execute(EACH).fetch_pandas_all()
    assert list(frame.columns) == list("ABCDEF")
    [row] = frame.to_dict("records")
    assert (row["A"], float(row["B"]), row["C"], bool(row["D"]), row["E"]) == (7, 1.25, "it's", True, None)
    assert row["F"].year > 2000


def test_table_of_arrow_is_what_rows_are(place: Place) -> None:
    connection = place.connect()
    table = connection.cursor().execute("SELECT 'a' AS X, 2 AS Y").fetch_arrow_all()
    assert table.to_pylist() == [{"X": "a", "Y": 2}]
    assert rows(connection, "SELECT 'a' AS X, 2 AS Y") == [("a", 2)]


def test_format_is_the_one_that_is_asked_for(place: Place) -> None:
    connection = place.connect(session_parameters={"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "JSON"})
    answered = rows(connection, EACH)[0]
    in_arrow = rows(place.connect(), EACH)[0]
    assert [type(value) for value in answered] == [type(value) for value in in_arrow]
    assert answered[:5] == in_arrow[:5]
