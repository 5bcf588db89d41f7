"""Values of options, as they are stored."""

from __future__ import annotations

from typing import Any

import pytest

from spcs_local.errors import InvalidPropertyError, InvalidValueError
from spcs_local.model.identifiers import Name
from spcs_local.model.properties import Convert, boolean, choice, identifier, integer, mapping, strings, text

WORD = Name(("WORD",))


@pytest.mark.parametrize(
    ("convert", "value", "stored"),
    [
        (text, "it's", "it's"),
        (text, WORD, "WORD"),
        (text, 3, "3"),
        (integer(), "7", 7),
        (integer(1, 7), Name(("7",)), 7),
        (boolean, True, None),
        (boolean, "true", True),
        (boolean, Name(("FALSE",)), False),
        (choice("X_SMALL", XS="X_SMALL"), "xs", "X_SMALL"),
        (choice("X_SMALL", X_SMALL="X_SMALL"), "x-small", "X_SMALL"),
        (strings, "one", ["one"]),
        (strings, [WORD, "two"], ["WORD", "two"]),
        (identifier, Name(("a b", "C")), '"a b".C'),
        (mapping("TYPE"), {"TYPE": WORD}, {"TYPE": "WORD"}),
        (mapping("TYPE"), [], {}),
    ],
)
def test_value_is_stored_as_its_option_has_it(convert: Convert, value: Any, stored: Any) -> None:
    if stored is None:
        with pytest.raises(InvalidValueError):
            convert("OPTION", value)
    else:
        assert convert("OPTION", value) == stored


@pytest.mark.parametrize(
    ("convert", "value"),
    [
        (text, ["a"]),
        (text, {"a": "b"}),
        (integer(1, 7), 0),
        (integer(1, 7), 8),
        (integer(), str(2**31)),
        (integer(), "1.5"),
        (integer(), "many"),
        (boolean, "perhaps"),
        (choice("ONE", "TWO"), "THREE"),
        (mapping("TYPE"), "TYPE"),
    ],
)
def test_value_that_does_not_fit_is_refused(convert: Convert, value: Any) -> None:
    with pytest.raises(InvalidValueError, match="for parameter 'OPTION'"):
        convert("OPTION", value)


def test_pair_of_another_key_is_refused() -> None:
    with pytest.raises(InvalidPropertyError, match="'COLOUR' for 'OPTION'"):
        mapping("TYPE")("OPTION", {"COLOUR": "red"})
