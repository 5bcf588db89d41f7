"""Tables for a terminal."""

from __future__ import annotations

from components.aligned_rows import aligned


def test_columns_are_as_wide_as_their_widest_text_and_lines_end_with_text() -> None:
    rows = [("name", "state", ""), ("a longer name", "", "x"), ("b", "RUNNING", "")]
    assert list(aligned(rows)) == ["name           state", "a longer name           x", "b              RUNNING"]


def test_no_rows_are_no_lines() -> None:
    assert list(aligned([])) == []
