"""Snowflake's SQL as sqlglot reads it, but for functions of other systems, which it takes for Snowflake's under the
names that they have there: to Snowflake each is the name of somebody's own function, or of none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot.dialects.snowflake import Snowflake
from sqlglot.parsers.snowflake import SnowflakeParser

from spcs_local.model.documented_functions import is_function

_NO_FUNCTIONS = ("TABLE", "IDENTIFIER")  # which are read as if they were


def _documented(readers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: reader for name, reader in readers.items() if is_function(name) or name in _NO_FUNCTIONS}


class _Parser(SnowflakeParser):
    FUNCTIONS = _documented(SnowflakeParser.FUNCTIONS)
    FUNCTION_PARSERS = _documented(SnowflakeParser.FUNCTION_PARSERS)
    NO_PAREN_FUNCTION_PARSERS = _documented(SnowflakeParser.NO_PAREN_FUNCTION_PARSERS)


class DocumentedSnowflake(Snowflake):
    """What Snowflake documents."""

    Parser = _Parser
