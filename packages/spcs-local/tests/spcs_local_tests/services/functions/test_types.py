"""Values of SQL as JSON, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spcs_local.model.typed import Typed, fixed
from spcs_local.services.functions.types import WrongValueError, received, sent


@pytest.mark.parametrize(
    ("value", "json"),
    [
        (1, 1),
        ("x", "x"),
        (None, None),
        (True, True),
        (fixed(Decimal("1.50")), 1.5),
        (fixed(Decimal(7)), 7),
        (Typed("VARIANT", '{"a": [1]}'), {"a": [1]}),
        (Typed("DATE", "19000"), "19000"),
    ],
)
def test_value_is_sent_as_json(value: Any, json: Any) -> None:
    assert sent(value) == json


@pytest.mark.parametrize(
    ("wanted", "json", "value"),
    [
        ("VARCHAR", "x", "x"),
        ("VARCHAR", {"a": 1}, '{"a": 1}'),
        ("VARCHAR", None, None),
        ("NUMBER", 3, 3),
        ("NUMBER", "3.0", 3),
        ("NUMBER", 1.25, fixed(Decimal("1.25"))),
        ("FLOAT", 1, 1.0),
        ("BOOLEAN", "true", True),
        ("VARIANT", [1], Typed("VARIANT", "[1]")),
    ],
)
def test_answer_becomes_a_value_of_the_type(wanted: str, json: Any, value: Any) -> None:
    assert received("F", wanted, json) == value


@pytest.mark.parametrize(
    ("wanted", "json"),
    [("NUMBER", "x"), ("NUMBER", True), ("NUMBER", 1e300), ("NUMBER", "NaN"), ("FLOAT", []), ("BOOLEAN", 2)],
)
def test_answer_of_another_type_is_refused(wanted: str, json: Any) -> None:
    with pytest.raises(WrongValueError):
        received("F", wanted, json)
