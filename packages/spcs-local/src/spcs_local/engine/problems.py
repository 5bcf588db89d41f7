"""Why a query has no answer (yet)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spcs_local.errors import SnowflakeError
from spcs_local.model.identifiers import quote


class Problem(Exception):  # noqa: N818 - most are answers, no errors
    """What the process answers instead of rows."""

    def __init__(self, **answer: Any) -> None:
        super().__init__(str(answer))
        self.answer = answer


class Wanted(Problem):
    """Something of the account without which the query cannot go on: it is sent again with it, by this key."""

    def __init__(self, key: str, kind: str, name: list[str], arguments: list[Any], **more: Any) -> None:
        super().__init__(wanted={"key": key, "kind": kind, "name": name, "arguments": arguments, **more})


class Unsupported(Problem):
    """SQL of Snowflake's that is not served here."""

    def __init__(self, what: str) -> None:
        super().__init__(unsupported=what)


class Exhausted(Problem):
    """A query for which there is not enough memory: none is left for another one either, and the process ends."""

    def __init__(self) -> None:
        super().__init__(unsupported="A query that needs this much memory", spent=True)


class SyntaxProblem(Problem):
    """No SQL. Lines count from 1, positions from 0, as Snowflake's do."""

    def __init__(self, line: int, position: int, unexpected: str) -> None:
        super().__init__(syntax=[line, position, unexpected])


class Failure(Problem):
    """An error of Snowflake's own."""

    def __init__(self, number: int, sqlstate: str, message: str) -> None:
        super().__init__(failure=[number, sqlstate, message])

    @classmethod
    def of(cls, error: SnowflakeError) -> Failure:
        """One that the account has as well."""
        return cls(error.number, error.sqlstate, error.message)


class NoColumn(Failure):
    """A column that is in none of the query's tables, by what is known of its name."""

    def __init__(self, parts: Sequence[str], line: int = 1, position: int = 7) -> None:
        self.parts = tuple(parts)
        shown = ".".join(quote(part) for part in parts)
        message = f"SQL compilation error: error line {line} at position {position}\ninvalid identifier '{shown}'"
        super().__init__(904, "42000", message)
