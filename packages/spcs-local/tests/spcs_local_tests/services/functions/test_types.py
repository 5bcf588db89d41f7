"""Values of SQL as JSON, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spcs_local.errors import SnowflakeError
from spcs_local.model.signatures import declared
from spcs_local.model.typed import Typed, fixed
from spcs_local.services.functions.types import Argument, WrongValueError, received, sent, spelled


@pytest.mark.parametrize(
    ("wanted", "kind", "text", "json"),
    [
        ("NUMBER", "FIXED", "1", "1"),
        ("VARCHAR", "TEXT", "x", '"x"'),
        ("NUMBER", "TEXT", None, "null"),
        ("BOOLEAN", "BOOLEAN", "true", "true"),
        ("BOOLEAN", "TEXT", " Yes", "true"),
        ("BOOLEAN", "FIXED", "0.00", "false"),
        ("VARIANT", "FIXED", "1.50", "1.50"),
        ("NUMBER", "FIXED", "7.00", "7"),
        ("NUMBER", "TEXT", " 2.5 ", "3"),
        ("NUMBER(10, 2)", "REAL", "-1.005", "-1.01"),
        ("NUMBER", "BOOLEAN", "true", "1"),
        ("NUMBER", "FIXED", "99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
        ("FLOAT", "FIXED", "1.50", "1.5"),
        ("FLOAT", "REAL", "NaN", '"nan"'),
        ("VARCHAR", "FIXED", "1.50", '"1.50"'),
        ("VARCHAR", "BOOLEAN", "true", '"true"'),
        ("VARCHAR(10)", "DATE", "2022-01-08", '"2022-01-08"'),
        ("VARCHAR", "VARIANT", '{"a": [1.10]}', r'"{\"a\": [1.10]}"'),
        ("VARCHAR", "VARIANT", '"x"', '"x"'),
        ("VARIANT", "VARIANT", '{"a": [1.10, null]}', '{"a": [1.10, null]}'),
        ("VARIANT", "TEXT", "x", '"x"'),
        ("VARIANT", "BOOLEAN", "false", "false"),
        ("VARIANT", "DATE", "2022-01-08", '"2022-01-08"'),
        ("OBJECT", "VARIANT", '{"a": 1}', '{"a": 1}'),
        ("ARRAY", "VARIANT", "[1]", "[1]"),
        ("NUMBER", "VARIANT", '"7"', "7"),
        ("NUMBER", "VARIANT", "null", "null"),
        ("NUMBER", "VARIANT", "true", "1"),
        ("BOOLEAN", "VARIANT", '"true"', "true"),
    ],
)
def test_argument_is_sent_as_the_declared_type(wanted: str, kind: str, text: str | None, json: str) -> None:
    assert spelled(sent("F", declared(wanted), Argument(kind, text))) == json


@pytest.mark.parametrize(
    ("wanted", "kind", "text", "number", "sentence"),
    [
        ("NUMBER", "TEXT", "zz", 100038, "Numeric value 'zz' is not recognized"),
        ("FLOAT", "TEXT", "0x1F", 100038, "Numeric value '0x1F' is not recognized"),
        ("NUMBER", "TEXT", "1_0", 100038, "Numeric value '1_0' is not recognized"),
        ("NUMBER(4, 1)", "TEXT", "1234", 100039, "Numeric value '1234' is out of range"),
        ("NUMBER(4, 1)", "FIXED", "1234", 100046, "type FIXED[SB16](4,1){nullable}, value 1234"),
        ("BOOLEAN", "TEXT", "zz", 100037, "Boolean value 'zz' is not recognized"),
        ("VARCHAR(2)", "TEXT", "abc", 100078, "String 'abc' is too long and would be truncated"),
        ("CHAR", "FIXED", "12", 100078, "String '12' is too long and would be truncated"),
        ("NUMBER", "DATE", "2022-01-08", 1044, "Invalid argument types for function 'F': (DATE)"),
        ("OBJECT", "TEXT", "x", 1044, "Invalid argument types for function 'F': (VARCHAR)"),
        ("OBJECT", "VARIANT", "[1]", 100071, "Failed to cast variant value [1] to OBJECT"),
        ("NUMBER", "VARIANT", '"x"', 100071, 'Failed to cast variant value "x" to FIXED'),
        ("FLOAT", "VARIANT", "[1]", 100071, "Failed to cast variant value [1] to REAL"),
    ],
)
def test_argument_that_is_none_of_the_type_is_refused(
    wanted: str, kind: str, text: str, number: int, sentence: str
) -> None:
    with pytest.raises(SnowflakeError) as caught:
        sent("F", declared(wanted), Argument(kind, text))
    assert caught.value.number == number
    assert sentence in caught.value.message


@pytest.mark.parametrize(
    ("wanted", "json", "value"),
    [
        ("VARCHAR", "x", "x"),
        ("VARCHAR", {"a": 1}, '{"a": 1}'),
        ("VARCHAR", True, "true"),
        ("VARCHAR", None, None),
        ("NUMBER", 3, 3),
        ("NUMBER", "3.0", 3),
        ("NUMBER", Decimal("2.5"), 3),
        ("NUMBER", Decimal("-2.5"), -3),
        ("NUMBER(10, 2)", Decimal("1.255"), fixed(Decimal("1.26"))),
        ("NUMBER(10, 2)", 1, fixed(Decimal("1.00"))),
        ("FLOAT", 1, 1.0),
        ("BOOLEAN", "true", True),
        ("VARIANT", [1], Typed("VARIANT", "[1]")),
        ("VARIANT", [Decimal("1.10")], Typed("VARIANT", "[1.10]")),
    ],
)
def test_answer_becomes_a_value_of_the_type(wanted: str, json: Any, value: Any) -> None:
    assert received("F", declared(wanted), json) == value


@pytest.mark.parametrize(
    ("wanted", "json"),
    [
        *(("NUMBER", "x"), ("NUMBER", True), ("NUMBER", 1e300), ("NUMBER", "NaN"), ("NUMBER", "1_0")),
        *(("FLOAT", []), ("BOOLEAN", 2), ("OBJECT", [1]), ("ARRAY", {})),
    ],
)
def test_answer_of_another_type_is_refused(wanted: str, json: Any) -> None:
    with pytest.raises(WrongValueError):
        received("F", declared(wanted), json)


@pytest.mark.parametrize(
    ("wanted", "json", "number"),
    [("VARCHAR(2)", "abc", 100078), ("NUMBER(4, 1)", 1234, 100046), ("NUMBER", 10**38, 100046)],
)
def test_answer_for_which_the_type_has_no_room_is_refused(wanted: str, json: Any, number: int) -> None:
    with pytest.raises(SnowflakeError) as caught:
        received("F", declared(wanted), json)
    assert caught.value.number == number
