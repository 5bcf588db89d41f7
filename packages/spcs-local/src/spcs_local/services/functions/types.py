"""Types of a service function's arguments and results, and values of them as JSON.

Arguments become the declared types before they are sent, results when they are received: a text longer than VARCHAR(n)
is an error, a number is rounded to its scale. https://docs.snowflake.com/en/sql-reference/external-functions-data-format
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Any

from spcs_local.errors import SnowflakeError
from spcs_local.model.signatures import MOST_DIGITS, Declared
from spcs_local.model.typed import Typed

_NESTED = ("VARIANT", "OBJECT", "ARRAY")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_TRUE, _FALSE = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")
# what a value of the wire is called in errors
_NAMES = {"FIXED": "NUMBER", "REAL": "FLOAT", "TEXT": "VARCHAR"}


@dataclass(frozen=True)
class Argument:
    """A value of SQL: its type on the wire, and its text; that of a VARIANT is JSON."""

    kind: str
    text: str | None


class WrongValueError(SnowflakeError):
    """What a service returned is not of the function's type. No public source has number and sentence."""

    def __init__(self, function: str, value: object, wanted: str) -> None:
        shown = json.dumps(value, default=str)[:200]
        message = f"Function {function}: the service returned {shown}, which is no {wanted}."
        super().__init__(100132, "22023", message)


class TooLongError(SnowflakeError):
    """A text for which a VARCHAR has no room."""

    def __init__(self, text: str) -> None:
        super().__init__(100078, "22000", f"String '{text}' is too long and would be truncated")


class WrongArgumentError(SnowflakeError):
    """A value of a type that is not converted to the argument's."""

    def __init__(self, function: str, kind: str) -> None:
        message = (
            f"SQL compilation error:\nInvalid argument types for function '{function}': ({_NAMES.get(kind, kind)})"
        )
        super().__init__(1044, "42P13", message)


def is_null(argument: Argument) -> bool:
    """Whether there is no value; a VARIANT's null is one."""
    return argument.text is None


def sent(function: str, declared: Declared, argument: Argument) -> Any:
    """An argument as a service gets it."""
    if argument.text is None:
        return None
    if argument.kind in _NESTED:
        return _of_variant(declared, json.loads(argument.text, parse_float=Decimal))
    if declared.name == "VARIANT":
        return _as_json(argument.kind, argument.text)
    if declared.name == "VARCHAR":
        return _fitting(declared, argument.text)
    if declared.name in _NESTED or argument.kind not in ("FIXED", "REAL", "BOOLEAN", "TEXT"):
        raise WrongArgumentError(function, argument.kind)
    if declared.name == "BOOLEAN":
        return _boolean(argument)
    if argument.kind == "BOOLEAN":
        return int(argument.text == "true")
    return _numeric(declared, argument)


def received(function: str, declared: Declared, value: Any) -> Any:
    """A service's answer, in which fractions are Decimals, as a value of SQL."""
    if value is None:
        return None
    if declared.name in _NESTED:
        if not isinstance(value, {"OBJECT": dict, "ARRAY": list}.get(declared.name, object)):
            raise WrongValueError(function, value, declared.name)
        return Typed(declared.name, spelled(value))
    if declared.name == "VARCHAR":
        return _fitting(declared, value if isinstance(value, str) else spelled(value))
    try:
        return _converted(declared, value)
    except (ValueError, TypeError, InvalidOperation):
        raise WrongValueError(function, value, declared.name) from None


def spelled(value: Any) -> str:
    """JSON with every digit of a number."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return f"[{', '.join(map(spelled, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)}: {spelled(it)}' for key, it in value.items())}}}"
    return json.dumps(value)


def _fitting(declared: Declared, text: str) -> str:
    if declared.sizes and len(text) > declared.sizes[0]:
        raise TooLongError(text)
    return text


def _boolean(argument: Argument) -> bool:
    text = str(argument.text)
    if argument.kind in ("FIXED", "REAL"):
        return float(text) != 0
    if text.strip().lower() not in _TRUE + _FALSE:
        raise SnowflakeError(100037, "22018", f"Boolean value '{text}' is not recognized")
    return text.strip().lower() in _TRUE


def _numeric(declared: Declared, argument: Argument) -> Any:
    text = str(argument.text)
    if declared.name == "FLOAT" and (argument.kind == "REAL" or _NUMBER.fullmatch(text.strip())):
        return _floating(float(text))
    if _NUMBER.fullmatch(text.strip()) is None:
        raise SnowflakeError(100038, "22018", f"Numeric value '{text}' is not recognized")
    number = _rounded(declared, Decimal(text.strip()))
    if number is not None:
        return number
    if argument.kind == "TEXT":
        raise SnowflakeError(100039, "22003", f"Numeric value '{text}' is out of range")
    raise _out_of_range(declared, text)


def _of_variant(declared: Declared, value: Any) -> Any:
    """A VARIANT that is of the wanted type, or a text of it."""
    if value is None or declared.name == "VARIANT":
        return value
    if declared.name == "VARCHAR":
        return _fitting(declared, value if isinstance(value, str) else spelled(value))
    if declared.name in ("OBJECT", "ARRAY"):
        fits = isinstance(value, dict if declared.name == "OBJECT" else list)
        converted = value if fits else None
    elif declared.name == "BOOLEAN":
        converted = value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value).lower())
    else:
        read = (
            str(int(value) if isinstance(value, bool) else value).strip() if not isinstance(value, list | dict) else ""
        )
        converted = _numeric(declared, Argument("FIXED", read)) if _NUMBER.fullmatch(read) else None
    if converted is None:
        wanted = {"NUMBER": "FIXED", "FLOAT": "REAL"}.get(declared.name, declared.name)
        raise SnowflakeError(100071, "22000", f"Failed to cast variant value {spelled(value)} to {wanted}")
    return converted


def _as_json(kind: str, text: str) -> Any:
    if kind == "BOOLEAN":
        return text == "true"
    if kind == "REAL":
        return _floating(float(text))
    return Decimal(text) if kind == "FIXED" else text


def _floating(number: float) -> float | str:
    return number if math.isfinite(number) else str(number)  # JSON has no such numbers


def _converted(declared: Declared, value: Any) -> Any:
    if declared.name == "BOOLEAN":
        if str(value).lower() not in ("true", "false", "1", "0"):
            raise ValueError(value)
        return str(value).lower() in ("true", "1")
    if isinstance(value, bool | list | dict):
        raise TypeError(value)
    if declared.name == "FLOAT":
        return float(value)
    if isinstance(value, float) or not _NUMBER.fullmatch(str(value)):  # NaN and what JSON has not
        raise ValueError(value)
    number = _rounded(declared, Decimal(str(value)))
    if number is None:
        raise _out_of_range(declared, str(value))
    scale = _sizes(declared)[1]
    return Typed("FIXED", f"{number:f}", scale) if scale else int(number)


def _rounded(declared: Declared, number: Decimal) -> Decimal | None:
    """With as many digits behind the point as the type has, away from zero; None where it has not as many before it."""
    digits, scale = _sizes(declared)
    if number.adjusted() > MOST_DIGITS:
        return None
    with localcontext() as context:
        context.prec = 5 * MOST_DIGITS
        rounded = number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    return rounded if not rounded or rounded.adjusted() < digits - scale else None


def _sizes(declared: Declared) -> tuple[int, int]:
    digits, scale = (*declared.sizes, MOST_DIGITS, 0)[:2] if len(declared.sizes) != 1 else (declared.sizes[0], 0)
    return digits, scale


def _out_of_range(declared: Declared, text: str) -> SnowflakeError:
    digits, scale = _sizes(declared)
    shown = f"type FIXED[SB16]({digits},{scale}){{nullable}}, value {text}"
    return SnowflakeError(100046, "22003", f"Number out of representable range: {shown}")
