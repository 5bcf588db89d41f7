"""`python -m components.recovery --stack STACK`; `make heal STACK=…` puts the engine on PATH and calls it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from components import session
from components.connection import load_connection
from components.engine import Engine, EngineError
from components.problems import SettingsError
from components.recovery.account import Account
from components.recovery.healing import ForeignObjectError, Healing, heal
from components.recovery.locks import LockedError
from components.session import StatementError

EXPECTED = (SettingsError, StatementError, EngineError, LockedError, ForeignObjectError)


def main(arguments: Sequence[str]) -> int:
    """1 where something is left for a person to do, 2 where nothing could be healed."""
    options = _parser().parse_args(arguments)
    engine = Engine(options.stack, Path())
    try:
        return 0 if _healed(engine, force=options.force, forget=options.forget) else 1
    except EXPECTED as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _healed(engine: Engine, *, force: bool, forget: bool) -> bool:
    configuration = engine.configuration()
    connection = load_connection(configuration, os.environ)
    with closing(Account(lambda role: session.open_session(connection, role), connection.role)) as account:
        return heal(Healing(engine, configuration, connection, account, _say, forget), force=force)


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.recovery", description=__doc__)
    parser.add_argument("--stack", required=True, help="the stack, in the project of the current directory")
    parser.add_argument("--force", action="store_true", help="take away locks whose engines may still run, too")
    parser.add_argument("--forget", action="store_true", help="go on where names are taken by what others made")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
