"""What a client sees of a text that the grammar does not take."""

from __future__ import annotations

import re
from collections.abc import Container

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from spcs_local.errors import NotSupportedError, SnowflakeError, StatementSyntaxError
from spcs_local.model.documented import PROPERTIES
from spcs_local.statements.documented_words import WORDS

_COMMENT = re.compile(r"--[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)
# what statements of Snowflake begin with: the rest is no statement there either
_VERBS = frozenset(
    """ALTER BEGIN CALL COMMENT COMMIT COPY CREATE DECLARE DELETE DESC DESCRIBE DROP EXECUTE EXPLAIN GET GRANT INSERT
    LIST LS MERGE PUT REMOVE REVOKE RM ROLLBACK SELECT SET SHOW START TRUNCATE UNDROP UNSET UPDATE USE VALUES
    WITH""".split()  # noqa: SIM905 - a list of words reads worse
)

# what expressions and pipes are made of, which Snowflake takes in more places than the grammar
_SIGNS = frozenset("|:+-*/%<>[]{}")
# clauses that begin with a name of one word: what they are of is not known here
_OPTIONS = frozenset(name for names in PROPERTIES.values() for name in names)


def failure(text: str, error: UnexpectedInput, keywords: Container[str]) -> SnowflakeError:
    """Snowflake's error where Snowflake has one, else that the local account does not support it.

    `keywords` are the grammar's.
    """
    if not _COMMENT.sub("", text).strip().strip("; \t\r\n"):
        return SnowflakeError(900, "42601", "SQL compilation error:\nEmpty SQL statement.")
    sign = _sign(error)
    before = _COMMENT.sub(" ", text[: error.pos_in_stream or 0]).split()
    if sign and (sign not in _SIGNS or not before):
        return StatementSyntaxError(error.line, error.column - 1, sign)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return StatementSyntaxError(text.count("\n") + 1, len(text.rsplit("\n", 1)[-1]), "<EOF>")
    found = sign or str(getattr(error, "token", ""))
    if not sign and _is_mistyped(found.upper(), before[-1].upper() if before else "", keywords):
        return StatementSyntaxError(error.line, error.column - 1, found)
    return NotSupportedError(f"This statement, from '{found}' at line {error.line} position {error.column - 1},")


def _sign(error: UnexpectedInput) -> str:
    """The character that begins no word of the grammar's; nothing where there was a word."""
    if isinstance(error, UnexpectedToken) and error.token.type == "ASSIGNED":  # stands for any character
        return str(error.token[0])
    return str(error.char) if isinstance(error, UnexpectedCharacters) else ""


def _is_mistyped(found: str, before: str, keywords: Container[str]) -> bool:
    """Whether a word is none that a statement of Snowflake could go on with.

    What follows a word of Snowflake's that is none of the grammar's may be anything: `CLONE other`, `TO SHARE one`.
    """
    if not before:
        return found not in _VERBS
    is_word = found.replace("_", "").isalpha() and found not in WORDS and found not in _OPTIONS
    return is_word and (before not in WORDS or before in keywords)
