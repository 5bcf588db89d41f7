"""The text of a query as a tree, and the names of its columns."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from spcs_local.engine.dialect import DocumentedSnowflake
from spcs_local.engine.problems import NoColumn, SyntaxProblem, Unsupported

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of what is refused here anyhow
_OPEN = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
_CLOSE = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)
_AFTER_ITEMS = frozenset(
    (
        *(TokenType.FROM, TokenType.WHERE, TokenType.GROUP_BY, TokenType.HAVING, TokenType.QUALIFY, TokenType.ORDER_BY),
        *(TokenType.LIMIT, TokenType.OFFSET, TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT),
        TokenType.SEMICOLON,
    )
)


def read(text: str) -> exp.Query:
    """The tree of one query."""
    try:
        trees = sqlglot.parse(text, read=DocumentedSnowflake, error_level=ErrorLevel.IMMEDIATE)
    except ParseError as error:
        raise _syntax(text, error) from None
    except SqlglotError:  # of the tokenizer, which says no place
        raise SyntaxProblem(1, len(text), "<EOF>") from None
    found = [tree for tree in trees if tree]
    if len(found) != 1 or not isinstance(found[0], exp.Query):
        raise Unsupported("A statement that is no query here")
    _check_items(text)
    return found[0]


def _check_items(text: str) -> None:
    """Each SELECT selects something, and nothing is read that Snowflake reads otherwise."""
    tokens = Snowflake().tokenize(text)
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.token_type == TokenType.HEX_STRING and text[token.start] == "0":
            raise Unsupported("A number in hexadecimal digits")
        if after is not None and token.token_type == after.token_type == TokenType.STRING:
            raise SyntaxProblem(*_place(text, after), f"'{after.text}'")
        if token.token_type != TokenType.SELECT:
            continue
        if after is None or after.token_type == TokenType.SEMICOLON:
            raise SyntaxProblem(text.count("\n") + 1, len(text.rstrip("; \n").rsplit("\n", 1)[-1]), "<EOF>")
        if after.token_type in _AFTER_ITEMS or after.token_type == TokenType.R_PAREN:
            raise SyntaxProblem(*_place(text, after), after.text)


def _syntax(text: str, error: ParseError) -> SyntaxProblem:
    told = error.errors[0] if error.errors else {}
    line, unexpected = told.get("line") or 1, str(told.get("highlight") or "")
    at_end = "Unexpected token" not in str(told.get("description")) and not str(told.get("end_context") or "").strip(
        "; \n"
    )
    if not unexpected or at_end:
        return SyntaxProblem(text.count("\n") + 1, len(text.rstrip("; \n").rsplit("\n", 1)[-1]), "<EOF>")
    return SyntaxProblem(line, max((told.get("col") or 1) - len(unexpected), 0), unexpected)


def variable(text: str, name: str) -> tuple[int, int]:
    """Line, from 1, and position, from 0, where a session variable is first written."""
    tokens = Snowflake().tokenize(text)
    for mark, token in pairwise(tokens):
        if mark.token_type == TokenType.PARAMETER and token.text.upper() == name:
            return _place(text, mark)
    return 1, 0


def column(text: str, parts: Sequence[str]) -> NoColumn:
    """A column that is in no table, as it is written where it, or its table, is first named."""
    tokens = Snowflake().tokenize(text)
    stored = [_stored(token) for token in tokens]
    count = 2 * len(parts) - 1
    for start, token in enumerate(tokens):
        if stored[start : start + count : 2] == list(parts):
            end = start + count
            while end + 1 < len(tokens) and tokens[end].token_type == TokenType.DOT:
                end += 2
            return NoColumn([name for name in stored[start:end:2] if name is not None], *_place(text, token))
    return NoColumn(parts)


def _stored(token: Token) -> str | None:
    if token.token_type == TokenType.STRING:
        return None
    return token.text if token.token_type == TokenType.IDENTIFIER else token.text.upper()


def _place(text: str, token: Token) -> tuple[int, int]:
    return text.count("\n", 0, token.start) + 1, token.start - (text.rfind("\n", 0, token.start) + 1)


def outermost(tree: exp.Query) -> exp.Select:
    """The SELECT that gives the columns their names."""
    found: exp.Expr = tree
    while not isinstance(found, exp.Select):
        if not isinstance(found, exp.Subquery | exp.SetOperation):
            raise Unsupported("A query without SELECT")
        found = cast("exp.Expr", found.this)
    return found


def headings(text: str, tree: exp.Query) -> list[str]:
    """The names of columns that have none: what was written, in capitals.

    https://docs.snowflake.com/en/sql-reference/functions/concat#examples shows literals in capitals, too.
    """
    projections = outermost(tree).expressions
    pieces = [text[first.start : last.end + 1] for first, last in _items(Snowflake().tokenize(text))]
    if len(pieces) != len(projections):
        pieces = [projection.sql("snowflake") for projection in projections]
    return [piece.upper() for piece in pieces]


def _items(tokens: list[Token]) -> list[tuple[Token, Token]]:
    """First and last token of each item of the outermost SELECT."""
    depths = _depths(tokens)
    selects = [place for place, token in enumerate(tokens) if token.token_type == TokenType.SELECT]
    if not selects:
        return []
    place = min(selects, key=lambda each: (depths[each], each))
    depth, found = depths[place], list[tuple[Token, Token]]()
    begun = place + 1
    while begun < len(tokens) and tokens[begun].token_type in (TokenType.DISTINCT, TokenType.ALL):
        begun += 1
    if (
        begun + 1 < len(tokens)
        and tokens[begun].text.upper() == "TOP"
        and tokens[begun + 1].token_type == TokenType.NUMBER
    ):
        begun += 2
    for place in range(begun, len(tokens) + 1):
        ends = place == len(tokens) or depths[place] < depth or (depths[place] == depth and _ends_items(tokens, place))
        if ends or (depths[place] == depth and tokens[place].token_type == TokenType.COMMA):
            if place > begun:
                found.append((tokens[begun], tokens[place - 1]))
            begun = place + 1
        if ends:
            break
    return found


def _ends_items(tokens: list[Token], place: int) -> bool:
    """Whether a clause begins; the FROM of IS DISTINCT FROM is none."""
    comparing = [token.token_type for token in tokens[max(place - 2, 0) : place]]
    if tokens[place].token_type == TokenType.FROM and comparing[-1:] == [TokenType.DISTINCT]:
        return comparing[0] not in (TokenType.IS, TokenType.NOT)
    return tokens[place].token_type in _AFTER_ITEMS


def _depths(tokens: list[Token]) -> list[int]:
    """How many brackets are open around each token; a closing one is outside its own."""
    depths, depth = [], 0
    for token in tokens:
        depth -= token.token_type in _CLOSE
        depths.append(depth)
        depth += token.token_type in _OPEN
    return depths
