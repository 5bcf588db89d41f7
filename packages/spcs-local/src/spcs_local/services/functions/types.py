"""Types of a service function's arguments and results, and values of them as JSON.

https://docs.snowflake.com/en/sql-reference/external-functions-data-format
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from spcs_local.errors import SnowflakeError
from spcs_local.model.typed import Typed, fixed

_NESTED = ("VARIANT", "OBJECT", "ARRAY")


class WrongValueError(SnowflakeError):
    """What a service returned is not of the function's type. No public source has number and sentence."""

    def __init__(self, function: str, value: object, wanted: str) -> None:
        message = f"Function {function}: the service returned {json.dumps(value)[:200]}, which is no {wanted}."
        super().__init__(100132, "22023", message)


def sent(value: Any) -> Any:
    """A value of SQL as a service gets it."""
    if isinstance(value, Typed):
        if value.type in _NESTED:
            return json.loads(value.value)
        return _number(value.value) if value.type == "FIXED" else value.value
    if isinstance(value, Decimal):
        return _number(f"{value:f}")
    return value


def received(function: str, wanted: str, value: Any) -> Any:
    """A service's answer as a value of SQL."""
    if value is None:
        return None
    if wanted in _NESTED:
        return Typed(wanted, json.dumps(value))
    if wanted == "VARCHAR":
        return value if isinstance(value, str) else json.dumps(value)
    try:
        return _converted(wanted, value)
    except (ValueError, TypeError, InvalidOperation):
        raise WrongValueError(function, value, wanted) from None


def _converted(wanted: str, value: Any) -> Any:
    if wanted == "BOOLEAN":
        if str(value).lower() not in ("true", "false", "1", "0"):
            raise ValueError(value)
        return str(value).lower() in ("true", "1")
    if isinstance(value, bool | list | dict):
        raise TypeError(value)
    if wanted == "FLOAT":
        return float(value)
    number = Decimal(str(value))
    if not number.is_finite() or len(number.as_tuple().digits) > 38 or abs(number.adjusted()) > 38:
        raise ValueError(value)
    return int(number) if number == number.to_integral_value() else fixed(number)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
