"""Several statements in one text. https://docs.snowflake.com/en/sql-reference/parameters#multi-statement-count"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spcs_local.errors import NotSupportedError, SnowflakeError

MOST_STATEMENTS = 1_000
# what a semicolon may stand in; what has no end goes to the end, so that no text is read twice
_SKIPPED = re.compile(
    r"""[^'"$f/;-]++|'(?:[^'\\]++|\\.|'')*+'?|"[^"]*+"?|\$\$.*?(?:\$\$|\Z)|file://[^\s;]++|--[^\n]*+|//[^\n]*+"""
    r"""|/\*.*?(?:\*/|\Z)|[^;]""",
    re.DOTALL | re.IGNORECASE,
)
_COMMENT = re.compile(r"--[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)

# a block, or a procedure of one: its semicolons end no statement of the text's
_SCRIPT = re.compile(
    r"\s*(?:DECLARE|BEGIN\s+(?!(?:WORK|TRANSACTION|NAME)\b)\w+|CREATE\s+(?:OR\s+REPLACE\s+)?(?:PROCEDURE|TASK|ALERT))\b",
    re.IGNORECASE,
)


class StatementCountError(SnowflakeError):
    """More or fewer statements than the client announced."""

    def __init__(self, found: int, wanted: int) -> None:
        message = f"Actual statement count {found} did not match the desired statement count {wanted}."
        super().__init__(8, "0A000", message)


def split(text: str, wanted: int) -> list[str]:
    """The statements of a text, if they are as many as wanted (0: any number); one alone keeps its semicolon."""
    found = [piece for piece in _pieces(text) if _COMMENT.sub("", piece).strip()]
    if len(found) <= 1:
        return [text]
    if _SCRIPT.match(_COMMENT.sub(" ", found[0])):
        raise NotSupportedError("Snowflake Scripting")
    if len(found) > MOST_STATEMENTS:
        raise NotSupportedError(f"A text of more than {MOST_STATEMENTS:,} statements")
    if wanted not in (0, len(found)):
        raise StatementCountError(len(found), wanted)
    return found


def _pieces(text: str) -> Iterator[str]:
    begun = at = 0
    while at < len(text):
        skipped = _SKIPPED.match(text, at)
        if skipped is not None:
            at = skipped.end()
            continue
        yield text[begun:at].strip()
        begun = at = at + 1
    yield text[begun:].strip()
