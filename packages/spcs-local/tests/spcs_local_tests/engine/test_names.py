"""Names that DuckDB has to keep apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spcs_local.engine.names import decoded, encoded

NAMES = st.text(st.characters(codec="utf-8"), min_size=1)


@given(NAMES)
def test_name_comes_back_as_it_was(name: str) -> None:
    assert decoded(encoded(name)) == name


@given(NAMES, NAMES)
def test_two_names_stay_two_where_case_means_nothing(one: str, other: str) -> None:
    letters = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    same = encoded(one).translate(letters) == encoded(other).translate(letters)
    assert same == (one == other)
