"""`python -m components.backup --stack STACK take|export|list|restore|import`: what a stack holds (docs/backup.md).

`make backup` and `make restore` put the engine on PATH and call it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from components import session
from components.backup.command import Command, Options
from components.backup.services import BackupError
from components.connection import load_connection
from components.engine import Engine, EngineError
from components.problems import SettingsError
from components.recovery.account import Account
from components.roll import RollError
from components.session import StatementError
from components.snapshots import SnapshotError

STANDS_IN_THE_WAY = (SettingsError, StatementError, EngineError, BackupError, SnapshotError, RollError)


def main(arguments: Sequence[str]) -> int:
    """What stands in the way ends with 2."""
    options = _parser().parse_args(arguments, Options())
    engine = Engine(options.stack, Path())
    try:
        configuration = engine.configuration()
        connection = load_connection(configuration, os.environ)
        opened = Account(lambda role: session.open_session(connection, role), connection.role)
        with closing(opened) as account:
            account.see_all()  # services are their owners', whose roles the deployer holds
            Command(engine, configuration, account).run(options)
    except STANDS_IN_THE_WAY as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "interrupted: services that were suspended run again by the same command, or by pulumi up", file=sys.stderr
        )
        return 130
    return 0


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}; allowed: a whole number, 1 or more")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.backup", description=__doc__)
    parser.add_argument("--stack", required=True, help="the stack, in the project of the current directory")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    take = commands.add_parser("take", help="a snapshot of each block volume")
    take.add_argument("--keep", type=_positive, help="drop those taken by hand before the newest so many")
    take.add_argument("--keep-days", type=_positive, help="drop those taken by hand that are older")
    for name, text in (("list", "those there are"), ("export", "all that Milvus holds, as files on a stage")):
        own = commands.add_parser(name, help=text)
        own.add_argument("--stage", help="@DATABASE.SCHEMA.STAGE/directory of exports; without it the stack's own")
    own.add_argument("--keep", type=_positive, help="drop the exports before the newest so many")
    own.add_argument("--keep-days", type=_positive, help="drop the exports that are older")
    restore = commands.add_parser("restore", help="put one in place")
    restore.add_argument("--backup", help="its time or a snapshot's name; the newest without")
    restore.add_argument("--from-schema", help="DATABASE.SCHEMA in which another stack has taken it")
    importing = commands.add_parser("import", help="put an export in place")
    importing.add_argument("--export", required=True, help="its time, or @DATABASE.SCHEMA.STAGE/directory")
    importing.add_argument("--replace", action="store_true", help="collections that are there")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
