"""`python -m components.statements`: sends statements as who deploys, and prints their rows.

The standard input is a JSON list of statements, the standard output one of their rows, with column names in lower case.
Who signs in where, the environment says, as it does for the program.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from components.connection import load_connection
from components.problems import SettingsError
from components.session import Row, StatementError, open_session
from components.stack_file import StackFile


def rows(statements: list[str], environment: Mapping[str, str]) -> list[list[Row]]:
    """Of each, in one session. Raises SettingsError and StatementError."""
    connection = load_connection(StackFile({}), environment)
    with open_session(connection, connection.role) as session:
        return [session.rows(statement) for statement in statements]


def main(text: str, environment: Mapping[str, str]) -> int:
    """What the account refuses ends with 2."""
    try:
        print(json.dumps(rows(json.loads(text), environment), default=_as_text))
    except (SettingsError, StatementError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _as_text(value: Any) -> str:
    """Of dates, say, which JSON does not know."""
    return str(value)


if __name__ == "__main__":
    import os

    sys.exit(main(sys.stdin.read(), os.environ))
