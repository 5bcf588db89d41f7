"""What the smallest rules are worth: names, constants, options."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lark import Token

from spcs_local.errors import NotSupportedError, NoVariableError, SnowflakeError
from spcs_local.model.identifiers import Name, fold, parse_name
from spcs_local.model.typed import Bound, Typed, binary, bound, value_of
from spcs_local.statements.values import Number, Options, Value

MOST_DIGITS = 38
# https://docs.snowflake.com/en/sql-reference/data-types-text#escape-sequences-in-single-quoted-string-constants
_ESCAPE = re.compile(r"''|\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-7]{3})|(.))", re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
# after an expression these begin a clause and are no alias
_NO_ALIAS = ("FROM", "WHERE", "LIMIT", "UNION", "ORDER", "GROUP", "HAVING", "QUALIFY")


class Leaves:
    """Of one statement. Each method is for the rule of its name, and takes what stands in it."""

    def __init__(self, bindings: Mapping[str, Any], variables: Mapping[str, Mapping[str, Any]]) -> None:
        self._bindings = bindings
        self._variables = variables
        self._bound = 0

    def part(self, written: Token) -> str:
        return fold(written)

    def qualified(self, *parts: str) -> Name:
        return Name(parts)

    def public(self, database: str, name: str) -> Name:
        return Name((database, "PUBLIC", name))

    def identifier(self, text: str) -> Name:
        name = parse_name(text)
        if name is None:
            raise SnowflakeError(1003, "42000", f"SQL compilation error:\ninvalid identifier '{text}'")
        return name

    def string(self, written: Token) -> str:
        if written.type == "DOLLAR":
            return str(written)[2:-2]
        if written.type == "VARIABLE":
            return self._variable(written)
        return self._binding(written) if written.type == "BIND" else _unescape(written)

    def number(self, text: Token) -> Number:
        if len(text.lstrip("-").replace(".", "")) <= MOST_DIGITS:
            return Decimal(text) if "." in text else int(text)
        number = float(text)
        if math.isinf(number):
            raise SnowflakeError(100038, "22018", f"Numeric value '{text[:MOST_DIGITS]}…' is not recognized")
        return number

    def binary(self, written: Token) -> Typed:
        return binary(written[2:-1])

    def variable_name(self, written: Token) -> str:
        """As it is written: what templates name is case-sensitive."""
        return written.strip('"')

    def truth(self, written: Token) -> bool:
        return written.upper() == "TRUE"

    def data_type(self, *written: Token) -> str:
        name, *sizes = written
        return f"{name.upper()}({', '.join(sizes)})" if sizes else name.upper()

    def word(self, written: Token) -> str:
        return written.upper()

    def privilege(self, *words: Token) -> str:
        return " ".join(words).upper()

    def bare_alias(self, written: Token) -> str:
        if written.upper() in _NO_ALIAS:
            raise NotSupportedError(f"SELECT … {written.upper()}")
        return fold(written)

    def options(self, *options: tuple[str, Value]) -> Options:
        return dict(options)

    def option(self, name: Token, value: Value) -> tuple[str, Value]:
        return name.upper(), value

    def with_tag(self, *tags: tuple[Name, str]) -> tuple[str, Value]:
        return "TAG", list(tags)

    def tag_pair(self, name: Name, value: str) -> tuple[Name, str]:
        return name, value

    def sequence(self, *items: Any) -> list[Any] | dict[str, Any]:
        if items and all(isinstance(item, tuple) for item in items):
            return dict(items)
        return list(items)

    def pair(self, name: Name, value: Value) -> tuple[str, Value]:
        return name.last.upper(), value

    def _binding(self, token: Token) -> Bound:
        self._bound += 1
        key = token[1:] if token.startswith(":") else str(self._bound)
        try:
            binding = self._bindings[key]
        except KeyError:
            message = f"SQL compilation error: error line 1\nBind variable {token} not set."
            raise SnowflakeError(2049, "42601", message) from None
        if isinstance(binding.get("value"), list | dict):
            raise NotSupportedError("Binding of several values at once")
        found = bound(binding, str(token))
        value_of(found)  # wherever it stands, it is what its client says
        return found

    def _variable(self, token: Token) -> Bound:
        written = token.upper()
        if written[1:] not in self._variables:
            raise NoVariableError(written, token.line or 1, (token.column or 1) - 1)
        return bound(self._variables[written[1:]], written)


def _unescape(literal: str) -> str:
    text = _ESCAPE.sub(_unescaped, literal[1:-1])
    return text if not _HALF.search(text) else _joined(text)


def _joined(text: str) -> str:
    """Two escape sequences may be the halves of one character."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise NotSupportedError("An escape sequence for half of a character, '\\ud800' to '\\udfff',") from None


def _unescaped(match: re.Match[str]) -> str:
    unicode, hexadecimal, octal, character = match.groups()
    if unicode or hexadecimal:
        return chr(int(unicode or hexadecimal, 16))
    if octal:
        return chr(int(octal, 8))
    return _ESCAPES.get(character, character) if character else "'"
