"""The names of columns that the text of a query does not name: what was written of them, in capitals.

Literals are in capitals as well, quoted identifiers are not:
https://docs.snowflake.com/en/sql-reference/functions/concat#examples
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = r"--[^\n]*+|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/"
_BEGIN = re.compile(rf"(?:\s|{_COMMENT})*+SELECT(?![\w$])", re.IGNORECASE)
# what a comma may stand in, and what else is one piece
_PIECE = re.compile(
    rf"""{_COMMENT}|'(?:[^'\\]++|\\.|'')*+'|"(?:[^"]++|"")*+"|\$\$.*?\$\$|[^'"$,;()/-]++|.""", re.DOTALL
)
_QUOTED = re.compile(r'("(?:[^"]++|"")*+")')


def capitals(text: str) -> str:
    """A text as the name of a column."""
    return "".join(part if part.startswith('"') else part.upper() for part in _QUOTED.split(text.strip()))


def headings(text: str) -> list[str]:
    """Of every item of a SELECT without FROM, in the order of the text."""
    begin = _BEGIN.match(text)
    return [capitals(item) for item in _items(text, begin.end() if begin else 0)]


def _items(text: str, at: int) -> Iterator[str]:
    begun, depth = at, 0
    for piece in _PIECE.finditer(text, at):
        sign = piece.group()
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in (",", ";"):
            yield text[begun : piece.start()]
            begun = piece.end()
        if depth == 0 and sign == ";":
            return
    yield text[begun:]
