"""Values whose type in SQL is not that of a Python value, written as drivers read them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spcs_local.errors import InvalidValueError

NULL = "NULL"  # the type of a binding without a value: no text, where a text stands
_NANOSECONDS = 1_000_000_000
_MILLISECONDS_A_DAY = 86_400_000
_NUMBER = re.compile(r"-?[0-9]{1,38}(?:\.[0-9]{1,37})?")


@dataclass(frozen=True)
class Typed:
    """A type of SQL, a value as the wire has it, the digits behind its point."""

    type: str
    value: str
    scale: int = 0

    def __str__(self) -> str:
        return self.value


class Bound(str):
    """The text of a binding; `token` is what stood for it, `type` what the client says it is."""

    token: str
    type: str

    def __new__(cls, text: str, token: str, kind: str) -> Bound:
        """A text with two notes on it: wherever a text may stand a binding may."""
        made = super().__new__(cls, text)
        made.token, made.type = token, kind
        return made


def bound(binding: Mapping[str, Any], token: str) -> Bound:
    """What a client sent, or a session keeps, as `value` and `type`; `token` stands for it in the text."""
    value = binding.get("value")
    return Bound(
        "" if value is None else str(value), token, NULL if value is None else str(binding.get("type", "TEXT"))
    )


def fixed(number: Decimal) -> Typed:
    """A number with as many digits behind its point as were written."""
    exponent = number.as_tuple().exponent
    return Typed("FIXED", f"{number:f}", max(-exponent, 0) if isinstance(exponent, int) else 0)


def binary(digits: str) -> Typed:
    """Bytes, from hexadecimal digits."""
    return Typed("BINARY", digits.upper())


def now() -> Typed:
    """This moment."""
    return _instant("TIMESTAMP_LTZ", str(time.time_ns()))


def value_of(bound: Bound) -> Any:
    """What a binding is worth in an expression. https://docs.snowflake.com/en/developer-guide/sql-api/submitting-requests"""
    if bound.type == NULL:
        return None
    convert = _CONVERT.get(bound.type)
    if convert is None:
        return str(bound)
    try:
        return convert(str(bound))
    except (ValueError, ArithmeticError):
        raise InvalidValueError(str(bound), f"binding {bound.token} of type {bound.type}") from None


def _number(text: str) -> int | Typed:
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return fixed(Decimal(text)) if "." in text else int(text)


def _instant(kind: str, nanoseconds: str) -> Typed:
    seconds, rest = divmod(abs(int(nanoseconds)), _NANOSECONDS)
    sign = "-" if nanoseconds.startswith("-") else ""
    return Typed(kind, f"{sign}{seconds}.{rest:09d}", 9)


def _zoned(text: str) -> Typed:
    """Nanoseconds and the zone's minutes to the east, counted from 1440 below."""
    nanoseconds, _, offset = text.partition(" ")
    return Typed("TIMESTAMP_TZ", f"{_instant('TIMESTAMP_TZ', nanoseconds).value} {int(offset or 1440)}", 9)


_CONVERT: dict[str, Callable[[str], Any]] = {
    "FIXED": _number,
    "REAL": float,
    "BOOLEAN": lambda text: text.lower() in ("true", "1"),
    "BINARY": lambda text: binary(bytes.fromhex(text).hex()),
    "DATE": lambda text: Typed("DATE", str(int(text) // _MILLISECONDS_A_DAY)),
    "TIME": lambda text: _instant("TIME", text),
    "TIMESTAMP_NTZ": lambda text: _instant("TIMESTAMP_NTZ", text),
    "TIMESTAMP_LTZ": lambda text: _instant("TIMESTAMP_LTZ", text),
    "TIMESTAMP_TZ": _zoned,
}
