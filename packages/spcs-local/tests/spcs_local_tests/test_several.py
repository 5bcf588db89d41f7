"""Several statements in one text, and statements that are ended."""

from __future__ import annotations

import threading

import pytest

from spcs_local.errors import NotSupportedError
from spcs_local.model.running import CanceledError, OutOfTimeError, Running
from spcs_local.model.typed import Bound, Typed, value_of
from spcs_local.statements.multi_statement import MOST_STATEMENTS, StatementCountError, split


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A; B", ["A", "B"]),
        ("A;;B;", ["A", "B"]),
        ("A ';' ; B", ["A ';'", "B"]),
        ("A 'it''s \\';' ; B", ["A 'it''s \\';'", "B"]),
        ('A ";" ; B $$;$$', ['A ";"', "B $$;$$"]),
        ("A -- ;\n; B /* ; */", ["A -- ;", "B /* ; */"]),
        ("PUT file://a;b @S", ["PUT file://a", "b @S"]),
    ],
)
def test_split_at_semicolons_alone(text: str, wanted: list[str]) -> None:
    assert split(text, 0) == wanted


@pytest.mark.parametrize("text", ["A", "A;", "A; -- more\n", "; /* */ A", ""])
def test_split_leaves_one_statement_as_it_is(text: str) -> None:
    assert split(text, 1) == [text]


def test_split_refuses_another_count() -> None:
    with pytest.raises(StatementCountError) as caught:
        split("A; B", 3)
    assert (caught.value.number, caught.value.sqlstate) == (8, "0A000")


def test_split_refuses_more_than_anybody_means() -> None:
    with pytest.raises(NotSupportedError):
        split("A;" * (MOST_STATEMENTS + 1), 0)


def test_wait_ends_when_canceled_by_another() -> None:
    running = Running()
    threading.Thread(target=running.cancel).start()
    with pytest.raises(CanceledError):
        running.wait(60, 0)


def test_wait_ends_at_the_limit() -> None:
    with pytest.raises(OutOfTimeError) as caught:
        Running().wait(60, 1)
    assert caught.value.number == 630


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("FIXED", "7", 7),
        ("FIXED", "-1.50", Typed("FIXED", "-1.50", 2)),
        ("DATE", "-1", Typed("DATE", "-1")),
        ("TIMESTAMP_NTZ", "-1", Typed("TIMESTAMP_NTZ", "-0.000000001", 9)),
        ("TIMESTAMP_TZ", "1000000001 1560", Typed("TIMESTAMP_TZ", "1.000000001 1560", 9)),
        ("NULL", "", None),
        ("ANY", "x", "x"),
    ],
)
def test_binding_is_worth_what_its_type_says(kind: str, text: str, value: object) -> None:
    assert value_of(Bound(text, "?", kind)) == value
