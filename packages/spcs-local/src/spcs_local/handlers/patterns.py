"""Regular expressions of clients, by an engine that takes time in proportion to the text, whatever the expression.

It has no backreferences and no look-around, and nor has Snowflake.
https://docs.snowflake.com/en/sql-reference/functions-regexp
"""

from __future__ import annotations

from collections.abc import Sequence

import re2

from spcs_local.errors import SnowflakeError

LONGEST_PATTERN = 10_000
_MOST_BYTES = 2**20  # that one expression may take


def fitting(pattern: str, texts: Sequence[str]) -> list[bool]:
    """Which of the texts the pattern fits as a whole."""
    try:
        wanted = _compiled(pattern)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else error.args[0]
        message = f"SQL compilation error:\nInvalid regular expression '{pattern}': {reason}."
        raise SnowflakeError(100048, "2201B", message) from None
    try:
        return [wanted.fullmatch(text) is not None for text in texts]
    finally:
        re2.purge()  # it would keep the last expressions, and what they take


def _compiled(pattern: str) -> re2._Regexp:
    if len(pattern) > LONGEST_PATTERN:
        raise re2.error(f"it has more than {LONGEST_PATTERN:,} characters")
    options = re2.Options()
    options.max_mem = _MOST_BYTES
    options.log_errors = False
    return re2.compile(pattern, options)
