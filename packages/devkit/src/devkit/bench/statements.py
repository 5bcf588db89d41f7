"""What the account's log says about an operation: statements, sessions, and which statement belongs to what."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_QUOTED = r'"(?:[^"]|"")*"'
_PATH = re.compile(rf"{_QUOTED}(?:\.{_QUOTED})*")
_LITERAL_OR_SPECIFICATION = re.compile(r"\$\$.*?\$\$|'(?:[^']|'')*'", re.DOTALL)
_LIKE = re.compile(rf"^SHOW [A-Z ]+ LIKE '((?:[^']|'')*)'(?: IN (?:DATABASE|SCHEMA) ({_QUOTED}(?:\.{_QUOTED})*))?")
# what the plugin adds to every statement
_COMMENT = re.compile(r"\s*--terraform_provider_usage_tracking .*", re.DOTALL)
LOOKS = ("DESCRIBE", "SHOW")
NOT_THERE = 2003
WRITES = ("CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "PUT", "REMOVE")


@dataclass(frozen=True)
class Statement:
    session: int
    role: str
    text: str
    started: float
    seconds: float

    @property
    def writes(self) -> bool:
        return self.text.startswith(WRITES)

    @property
    def names(self) -> list[str]:
        """The full names in it, in its order; of SHOW … LIKE the name that it looks for."""
        if like := _LIKE.match(self.text):
            name = '"' + like[1].replace("''", "'") + '"'
            return [f"{like[2]}.{name}" if like[2] else name]
        return [found[0] for found in _PATH.finditer(_LITERAL_OR_SPECIFICATION.sub("''", self.text))]


class Log:
    """The log of a running account, read beside it."""

    def __init__(self, catalog: Path) -> None:
        self._catalog = catalog

    def position(self) -> int:
        return int(self._rows("SELECT coalesce(max(id), 0) FROM statements")[0][0])

    def since(self, position: int) -> list[Statement]:
        """In the order in which they began. Raises ValueError for one that failed, unless it looked for what is not
        there."""
        columns = "session_id, role, text, started_on, seconds, error_number"
        rows = self._rows(f"SELECT {columns} FROM statements WHERE id > {position:d} ORDER BY started_on")  # noqa: S608 - numbers
        failed = [row for row in rows if row[5] is not None and not (row[5] == NOT_THERE and row[2].startswith(LOOKS))]
        if failed:
            raise ValueError(f"a statement of the benchmark failed with {failed[0][5]}: {failed[0][2]}")
        return [Statement(row[0], row[1] or "", _COMMENT.sub("", row[2]), row[3], row[4]) for row in rows]

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(f"file:{self._catalog}?mode=ro", uri=True)) as connection:
            return list(connection.execute(sql))


def sessions(statements: Sequence[Statement]) -> int:
    """Sign-ins that sent at least one statement."""
    return len({statement.session for statement in statements})
