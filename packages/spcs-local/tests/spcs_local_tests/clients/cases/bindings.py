"""Values that statements are given: bound by the account, or written into the text by the connector."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from spcs_local_tests.clients.cases.place import Place, rows

MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901)  # noqa: DTZ001 - a TIMESTAMP_NTZ
BOUND: tuple[Any, ...] = (
    7,
    -12345678901234567890,
    1.5,
    Decimal("-1.50"),
    True,
    None,
    "it's \\ $$ \n ü ; --",
    b"a\x00b",
    datetime.date(1969, 12, 31),
    datetime.time(1, 2, 3, 456),
    MOMENT,
    MOMENT.replace(year=1960),
)
# what the connector writes into the text comes back as text, and a number with a point as a decimal
WRITTEN: tuple[tuple[Any, Any], ...] = (
    (7, 7),
    (1.5, Decimal("1.5")),
    (True, True),
    (None, None),
    ("it's \\ $$ \n ü ; --", "it's \\ $$ \n ü ; --"),
    (b"a\x00b", b"a\x00b"),
    (datetime.date(2026, 1, 2), "2026-01-02"),
    (MOMENT, "2026-01-02 03:04:05.678901"),
)


def test_bind_each_type_by_its_mark(place: Place) -> None:
    for style, mark in (("qmark", "?"), ("numeric", ":1")):
        connection = place.connect(paramstyle=style)
        for value in BOUND:
            (found,) = rows(connection, f"SELECT {mark}", (value,))[0]
            assert found == value, (style, value, found)
            assert isinstance(found, int) == isinstance(value, int), (style, value, found)


def test_bind_a_moment_of_a_stated_type(place: Place) -> None:
    connection = place.connect(paramstyle="qmark")
    zone = datetime.timezone(datetime.timedelta(hours=2))
    moment = MOMENT.replace(tzinfo=zone)
    for kind in ("TIMESTAMP_TZ", "TIMESTAMP_LTZ"):
        (found,) = rows(connection, "SELECT ?", ((kind, moment),))[0]
        assert found == moment, (kind, found)


def test_bind_several_in_the_order_of_their_numbers(place: Place) -> None:
    assert rows(place.connect(paramstyle="numeric"), "SELECT :2 AS B, :1 AS A, :2", (1, "x")) == [("x", 1, "x")]


def test_bind_where_a_text_stands(place: Place) -> None:
    connection, role = place.connect(paramstyle="qmark"), place.name("BOUND")
    rows(connection, "CREATE ROLE IDENTIFIER(?) COMMENT = ?", (role, "it's; DROP ROLE PUBLIC"))
    shown = rows(connection, "SHOW ROLES LIKE ?", (role,))
    assert [(row[1], row[-1]) for row in shown] == [(role, "it's; DROP ROLE PUBLIC")]


def test_write_each_type_into_the_text(place: Place) -> None:
    connection = place.connect()
    for value, wanted in WRITTEN:
        (found,) = rows(connection, "SELECT %s", (value,))[0]
        assert found == wanted, (value, found)
    assert rows(connection, "SELECT %(a)s, %(b)s", {"a": 1, "b": "x"}) == [(1, "x")]


def test_bind_nothing_where_something_is_wanted(place: Place) -> None:
    failed = place.failure(place.connect(paramstyle="qmark"), "SELECT ?, ?", params=(1,))
    assert (failed.errno, failed.sqlstate) == (2049, "42601")
    assert "Bind variable ? not set." in failed.msg
