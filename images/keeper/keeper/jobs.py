"""`keeper export` and `keeper import`: what is done to a whole Milvus, once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from keeper.archive import ArchiveError
from keeper.exporting import export
from keeper.importing import Import
from keeper.login import read
from keeper.server import Server


def add_to(commands: Any) -> None:
    """The subcommands, with what they take."""
    exporting = _command(commands, "export", "write all that Milvus holds into a directory", _export)
    exporting.add_argument("directory", type=Path, help="a new one, or an empty one")
    importing = _command(commands, "import", "put an export into Milvus", _import)
    importing.add_argument("directory", type=Path, help="the export's")
    importing.add_argument("--replace", action="store_true", help="collections that are there")


def _command(
    commands: Any, name: str, text: str, run: Callable[[Server, argparse.Namespace], None]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.add_argument("--milvus", default="milvus:19530", help="host:port of the proxy")
    parser.add_argument("--secret", type=Path, help="directory of root's secret; without it nobody signs in")
    parser.set_defaults(run=lambda options: _run(options, run))
    return parser


def _run(options: argparse.Namespace, run: Callable[[Server, argparse.Namespace], None]) -> int:
    """What stands in the way is one line, and ends with 1."""
    try:
        with _opened(options) as server:
            run(server, options)
    except ArchiveError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def _export(server: Server, options: argparse.Namespace) -> None:
    export(server, options.directory, _say)


def _import(server: Server, options: argparse.Namespace) -> None:
    Import(server, options.directory, _say).run(replace=options.replace)


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Server]:
    login = read(options.secret) if options.secret else None
    if options.secret and login is None:
        raise ArchiveError(f"{options.secret} holds no username and password. To do: mount root's secret there")
    server = Server(options.milvus, login)
    try:
        yield server
    finally:
        server.close()


def _say(line: str) -> None:
    print(line, flush=True)
