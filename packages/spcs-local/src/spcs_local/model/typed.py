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
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,4})?|[+-]?inf(?:inity)?|nan", re.IGNORECASE)
_BYTES = re.compile(r"(?:[0-9A-Fa-f]{2})*")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
# from the first day of year 1 to the last of 9999, and a day
_FIRST, _LAST = -62_135_596_800 * _NANOSECONDS, 253_402_300_800 * _NANOSECONDS - 1
_DAY = 86_400 * _NANOSECONDS
_MOST_OFFSET = 2880  # of a zone, in minutes, counted from 1440 below


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
        "" if value is None else str(value), token, NULL if value is None else str(binding.get("type", "TEXT")).upper()
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
        raise InvalidValueError(bound.type, f"type of binding {bound.token}")
    try:
        return convert(str(bound))
    except (ValueError, LookupError, ArithmeticError):
        raise InvalidValueError(str(bound), f"binding {bound.token} of type {bound.type}") from None


def _number(text: str) -> int | Typed:
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return fixed(Decimal(text)) if "." in text else int(text)


def _whole(text: str, least: int, most: int) -> int:
    if _WHOLE.fullmatch(text) is None or not least <= int(text) <= most:
        raise ValueError(text)
    return int(text)


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError(text)
    return text


def _truth(text: str) -> bool:
    return _TRUTH[text.lower()]


def _date(text: str) -> Typed:
    """From milliseconds, as whole days."""
    milliseconds = _whole(text, _FIRST // 1_000_000, _LAST // 1_000_000)
    return Typed("DATE", str(milliseconds // _MILLISECONDS_A_DAY))


def _instant(kind: str, text: str, least: int = _FIRST, most: int = _LAST) -> Typed:
    nanoseconds = _whole(text, least, most)
    seconds, rest = divmod(abs(nanoseconds), _NANOSECONDS)
    return Typed(kind, f"{'-' if nanoseconds < 0 else ''}{seconds}.{rest:09d}", 9)


def _zoned(text: str) -> Typed:
    """Nanoseconds and the zone's minutes to the east, counted from 1440 below."""
    nanoseconds, _, offset = text.partition(" ")
    minutes = _whole(offset or "1440", 0, _MOST_OFFSET)
    return Typed("TIMESTAMP_TZ", f"{_instant('TIMESTAMP_TZ', nanoseconds).value} {minutes}", 9)


_CONVERT: dict[str, Callable[[str], Any]] = {
    "FIXED": _number,
    "TEXT": str,
    "ANY": str,
    "REAL": lambda text: float(_matching(_REAL, text)),
    "BOOLEAN": _truth,
    "BINARY": lambda text: binary(_matching(_BYTES, text)),
    "DATE": _date,
    "TIME": lambda text: _instant("TIME", text, 0, _DAY - 1),
    "TIMESTAMP_NTZ": lambda text: _instant("TIMESTAMP_NTZ", text),
    "TIMESTAMP_LTZ": lambda text: _instant("TIMESTAMP_LTZ", text),
    "TIMESTAMP_TZ": _zoned,
}
