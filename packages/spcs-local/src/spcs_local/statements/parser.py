"""Text to statement, by one LALR parser over every grammar file of this directory."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from spcs_local.errors import NotSupportedError, SnowflakeError, StatementSyntaxError
from spcs_local.model.identifiers import Name, fold, parse_name
from spcs_local.model.typed import NULL, Bound, Typed, binary

_KEYWORD = re.compile(r'(?<![\\/])"([A-Z_]+(?: [A-Z_]+)*)"')
# a comment ends at its first */ and nowhere else: an expression with two ways to read a text takes time without end
_GAP = r"(?:\s|--[^\n]*\n|\/\/[^\n]*\n|\/\*(?:[^*]++|\*(?!\/))*+\*\/)++"
# https://docs.snowflake.com/en/sql-reference/data-types-text#escape-sequences-in-single-quoted-string-constants
_ESCAPE = re.compile(r"''|\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-7]{3})|(.))", re.DOTALL)
# what the lexer takes in one piece, or in more: enough to count; what has no end goes to the end
_ROUGH_WORD = re.compile(
    r"""'(?:[^'\\]++|\\.|'')*+'?|"[^"]*+"?|\$\$.*?(?:\$\$|\Z)|/\*.*?(?:\*/|\Z)|--[^\n]*+|\w++|[^\w\s]""", re.DOTALL
)
MOST_CHARACTERS = 1_048_576
MOST_WORDS = 40_000
MOST_DIGITS = 38
# after an expression these begin a clause and are no alias
_NO_ALIAS = ("FROM", "WHERE", "LIMIT", "UNION", "ORDER", "GROUP", "HAVING", "QUALIFY")
_COMMENT = re.compile(r"--[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)
# what statements of Snowflake begin with: the rest is no statement there either
_VERBS = frozenset(
    """ALTER BEGIN CALL COMMENT COMMIT COPY CREATE DECLARE DELETE DESC DESCRIBE DROP EXECUTE EXPLAIN GET GRANT INSERT
    LIST LS MERGE PUT REMOVE REVOKE RM ROLLBACK SELECT SET SHOW START TRUNCATE UNDROP UNSET UPDATE USE VALUES
    WITH""".split()  # noqa: SIM905 - a list of words reads worse
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}


@dataclass(frozen=True)
class Arg:
    """One named part of a statement, before it goes into the statement's dict."""

    key: str
    value: Any


@dataclass(frozen=True)
class Statement:
    """A parsed statement: the grammar rule it fits, and its parts by rule name."""

    rule: str
    args: dict[str, Any]


class Parser:
    """Parses the statements whose rules are named; built once, used by many threads."""

    def __init__(self, rules: Iterable[str], directory: Path | None = None) -> None:
        folder = directory or Path(__file__).parent
        texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.lark"))]
        grammar, keywords = _expand("\n".join(texts))
        statement = "?statement: " + "\n    | ".join(sorted(rules))
        terminals = "\n".join(f"_{name}.2: /{pattern}/is" for name, pattern in sorted(keywords.items()))
        self._lark = Lark(f"{grammar}\n{statement}\n{terminals}\n", parser="lalr", lexer="contextual")

    def parse(self, text: str, bindings: Mapping[str, Any] | None = None) -> Statement:
        """The statement, or the error that a client is to see."""
        _check_size(text)
        try:
            tree = self._lark.parse(text)
            return _Reader({} if bindings is None else bindings).transform(tree)
        except UnexpectedInput as error:
            raise _failure(text, error) from None
        except RecursionError:
            raise NotSupportedError("A statement that is nested this deep") from None
        except VisitError as error:
            if isinstance(error.orig_exc, SnowflakeError):
                raise error.orig_exc from None
            raise

    def unexpected(self, text: str, keyword: str, *, after: bool = False) -> StatementSyntaxError:
        """The error at a keyword of a statement that does parse, or at the word after it."""
        tokens = self._lark.parse_interactive(text).iter_parse()
        found = next(token for token in tokens if token.type == f"_{keyword.replace(' ', '_')}")
        found = next(tokens) if after else found
        return StatementSyntaxError(found.line or 1, (found.column or 1) - 1, re.split(r"\W", found)[0])


def unescape(literal: str) -> str:
    """The text of a single-quoted literal, its quotes included."""
    return _ESCAPE.sub(_unescaped, literal[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    unicode, hexadecimal, octal, character = match.groups()
    if unicode or hexadecimal:
        return chr(int(unicode or hexadecimal, 16))
    if octal:
        return chr(int(octal, 8))
    return _ESCAPES.get(character, character) if character else "'"


def _expand(grammar: str) -> tuple[str, dict[str, str]]:
    keywords: dict[str, str] = {}

    def terminal(match: re.Match[str]) -> str:
        name = match.group(1).replace(" ", "_")
        keywords[name] = match.group(1).replace(" ", _GAP) + r"(?![\w$])"
        return f"_{name}"

    return _KEYWORD.sub(terminal, grammar), keywords


def _check_size(text: str) -> None:
    """Refuse what would keep the others waiting: Snowflake advises 1 MB at most, and takes 16,384 items in a list."""
    if len(text) > MOST_CHARACTERS:
        raise NotSupportedError(f"A statement of more than {MOST_CHARACTERS:,} characters")
    if len(text) > MOST_WORDS and sum(1 for _ in _ROUGH_WORD.finditer(text)) > MOST_WORDS:
        raise NotSupportedError(f"A statement of more than {MOST_WORDS:,} words")


def _failure(text: str, error: UnexpectedInput) -> SnowflakeError:
    if not _COMMENT.sub("", text).strip().strip("; \t\r\n"):
        return SnowflakeError(900, "42601", "SQL compilation error:\nEmpty SQL statement.")
    if isinstance(error, UnexpectedCharacters):
        return StatementSyntaxError(error.line, error.column - 1, error.char)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return StatementSyntaxError(text.count("\n") + 1, len(text.rsplit("\n", 1)[-1]), "<EOF>")
    found = str(getattr(error, "token", ""))
    if found.upper() not in _VERBS and not _COMMENT.sub("", text[: error.pos_in_stream or 0]).strip():
        return StatementSyntaxError(error.line, error.column - 1, found)
    return NotSupportedError(f"This statement, from '{found}' at line {error.line} position {error.column - 1},")


class _Reader(Transformer[Token, Statement]):
    """Leaves become values; every other rule an Arg under its own name."""

    def __init__(self, bindings: Mapping[str, Any]) -> None:
        super().__init__()
        self._bindings = bindings
        self._bound = 0

    def start(self, children: list[Arg]) -> Statement:
        found = children[0]
        value = found.value if isinstance(found.value, dict) else {}
        return Statement(found.key, value)

    def part(self, children: list[Token]) -> str:
        return fold(children[0])

    def alias(self, children: list[str]) -> str:
        return children[0]

    def bare_alias(self, children: list[Token]) -> str:
        if children[0].upper() in _NO_ALIAS:
            raise NotSupportedError(f"SELECT … {children[0].upper()}")
        return fold(children[0])

    def qualified(self, children: list[str]) -> Name:
        return Name(tuple(children))

    def public(self, children: list[str]) -> Name:
        return Name((children[0], "PUBLIC", children[1]))

    def identifier(self, children: list[Any]) -> Name:
        name = parse_name(str(children[1]))
        if name is None:
            raise SnowflakeError(1003, "42000", f"SQL compilation error:\ninvalid identifier '{children[1]}'")
        return name

    def string(self, children: list[Token]) -> Any:
        token = children[0]
        if token.type == "DOLLAR":
            return str(token)[2:-2]
        if token.type == "BIND":
            return self._binding(token)
        return unescape(token)

    def number(self, children: list[Token]) -> int | float | Decimal:
        text = children[0]
        if len(text.lstrip("-").replace(".", "")) <= MOST_DIGITS:
            return Decimal(text) if "." in text else int(text)
        number = float(text)
        if math.isinf(number):
            raise SnowflakeError(100038, "22018", f"Numeric value '{text[:MOST_DIGITS]}…' is not recognized")
        return number

    def binary(self, children: list[Token]) -> Typed:
        return binary(children[0][2:-1])

    def option(self, children: list[Any]) -> tuple[str, Any]:
        return str(children[0]).upper(), children[1]

    def options(self, children: list[tuple[str, Any]]) -> Arg:
        return Arg("options", dict(children))

    def pair(self, children: list[Any]) -> tuple[str, Any]:
        return str(children[0].last).upper(), children[1]

    def sequence(self, children: list[Any]) -> Any:
        items = [item for item in children if item is not None]
        if items and all(isinstance(item, tuple) for item in items):
            return dict(items)
        return items

    def words(self, children: list[Token]) -> Arg:
        return Arg("words", [str(token).upper() for token in children])

    def privilege(self, children: list[Token]) -> str:
        return " ".join(str(token).upper() for token in children)

    def privileges(self, children: list[str]) -> Arg:
        return Arg("privileges", children)

    def name_list(self, children: list[Name]) -> Arg:
        return Arg("names", children)

    def select(self, children: list[Arg]) -> Arg:
        return Arg("select", {"items": [child.value for child in children]})

    def select_item(self, children: list[Any]) -> Arg:
        alias = children[1] if len(children) > 1 else None
        return Arg("select_item", (children[0], alias))

    def scanned(self, children: list[Any]) -> Arg:
        return Arg("scanned", children[0])

    def function(self, children: list[Any]) -> Arg:
        return Arg("function", (str(children[0]).upper(), [child for child in children[1:] if child is not None]))

    def method(self, children: list[Any]) -> Arg:
        """A function whose first argument is the object that has it."""
        arguments = [child for child in children[2:] if child is not None]
        return Arg("function", (f"!{children[1].upper()}", [children[0], *arguments]))

    def __default__(self, data: Token, children: list[Any], meta: Any) -> Arg:
        named = {child.key: child.value for child in children if isinstance(child, Arg)}
        plain = [_plain(child) for child in children if not isinstance(child, Arg)]
        if named and plain:
            named["values"] = plain
        return Arg(str(data), named or _one(plain))

    def _binding(self, token: Token) -> Any:
        self._bound += 1
        key = token[1:] if token.startswith(":") else str(self._bound)
        try:
            binding = self._bindings[key]
        except KeyError:
            message = f"SQL compilation error: error line 1\nBind variable {token} not set."
            raise SnowflakeError(2049, "42601", message) from None
        value = binding.get("value")
        if isinstance(value, list | dict):
            raise NotSupportedError("Binding of several values at once")
        return Bound(
            "" if value is None else str(value), str(token), NULL if value is None else str(binding.get("type", "TEXT"))
        )


def _plain(child: Any) -> Any:
    """A bare token as text; keywords with single spaces and in capitals."""
    if isinstance(child, Token):
        return " ".join(child.upper().split()) if child.type.startswith("_") else str(child)
    return child


def _one(values: list[Any]) -> Any:
    if not values:
        return True
    return values[0] if len(values) == 1 else values


__all__ = ["Arg", "Parser", "Statement", "Tree", "unescape"]
