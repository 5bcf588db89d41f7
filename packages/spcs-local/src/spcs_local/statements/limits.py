"""How much of a text is read: what takes longer would keep the others waiting."""

from __future__ import annotations

import re

from spcs_local.errors import NotSupportedError

MOST_CHARACTERS = 1_048_576
MOST_WORDS = 40_000
MOST_OF_QUERY = 65_536  # characters of what the query engine reads
# what the lexer takes in one piece, or in more: enough to count; what has no end goes to the end
_ROUGH_WORD = re.compile(
    r"""'(?:[^'\\]++|\\.|'')*+'?|"[^"]*+"?|\$\$.*?(?:\$\$|\Z)|/\*.*?(?:\*/|\Z)|--[^\n]*+|\w++|[^\w\s]""", re.DOTALL
)


def check_query(text: str) -> None:
    """Refuse what is too long for the query engine."""
    if len(text) > MOST_OF_QUERY:
        raise NotSupportedError(f"A query of more than {MOST_OF_QUERY:,} characters")


def check_size(text: str) -> None:
    """Refuse what is too long: Snowflake advises 1 MB at most, and takes 16,384 items in a list."""
    if len(text) > MOST_CHARACTERS:
        raise NotSupportedError(f"A statement of more than {MOST_CHARACTERS:,} characters")
    if len(text) > MOST_WORDS and sum(1 for _ in _ROUGH_WORD.finditer(text)) > MOST_WORDS:
        raise NotSupportedError(f"A statement of more than {MOST_WORDS:,} words")
