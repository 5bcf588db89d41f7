"""What a client sees of a text that the grammar does not take."""

from __future__ import annotations

import re

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from spcs_local.errors import NotSupportedError, SnowflakeError, StatementSyntaxError

_COMMENT = re.compile(r"--[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)
# what statements of Snowflake begin with: the rest is no statement there either
_VERBS = frozenset(
    """ALTER BEGIN CALL COMMENT COMMIT COPY CREATE DECLARE DELETE DESC DESCRIBE DROP EXECUTE EXPLAIN GET GRANT INSERT
    LIST LS MERGE PUT REMOVE REVOKE RM ROLLBACK SELECT SET SHOW START TRUNCATE UNDROP UNSET UPDATE USE VALUES
    WITH""".split()  # noqa: SIM905 - a list of words reads worse
)


def failure(text: str, error: UnexpectedInput) -> SnowflakeError:
    """Snowflake's error where Snowflake has one, else that the local account does not support it."""
    if not _COMMENT.sub("", text).strip().strip("; \t\r\n"):
        return SnowflakeError(900, "42601", "SQL compilation error:\nEmpty SQL statement.")
    if isinstance(error, UnexpectedToken) and error.token.type == "ASSIGNED":  # stands for any character
        return StatementSyntaxError(error.line, error.column - 1, error.token[0])
    if isinstance(error, UnexpectedCharacters):
        return StatementSyntaxError(error.line, error.column - 1, error.char)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return StatementSyntaxError(text.count("\n") + 1, len(text.rsplit("\n", 1)[-1]), "<EOF>")
    found = str(getattr(error, "token", ""))
    if found.upper() not in _VERBS and not _COMMENT.sub("", text[: error.pos_in_stream or 0]).strip():
        return StatementSyntaxError(error.line, error.column - 1, found)
    return NotSupportedError(f"This statement, from '{found}' at line {error.line} position {error.column - 1},")
