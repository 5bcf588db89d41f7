"""`keeper watch`: runs beside Milvus for as long as it does."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from keeper import scraper
from keeper.coordinator import Coordinator
from keeper.milvus import Milvus
from keeper.passwords import Passwords
from keeper.readiness import Readiness
from keeper.stopping import stopped_by_signals

SOON, LATER = 0.25, 2.0  # seconds from one look to the next, before and after all is well


def add_to(commands: Any) -> None:
    """The subcommand, with what it takes."""
    parser = commands.add_parser("watch", help="keep Milvus' passwords and users, and tell the readiness probe")
    parser.add_argument(
        "--user",
        action="append",
        default=[],
        type=_user,
        metavar="NAME=COLLECTION[:COLLECTION]",
        help="a directory of secrets with a user of Milvus, and the collections that are the user's",
    )
    parser.add_argument("--secrets", type=Path, default=Path("/run/secrets/milvus"), help="where they are")
    parser.add_argument("--milvus", default="127.0.0.1:19530", help="host:port of the proxy")
    parser.add_argument("--coordinator", default="127.0.0.1:53100", help="host:port of the root coordinator")
    parser.add_argument("--port", type=int, default=9092, help="of the readiness probe, which asks for /ready")
    scraper.add_options(parser)
    parser.set_defaults(run=run)


def _user(text: str) -> tuple[str, tuple[str, ...]]:
    name, equals, collections = text.partition("=")
    if not (name and equals and collections):
        raise argparse.ArgumentTypeError(f"{text!r}; allowed: NAME=COLLECTION, further ones after colons")
    return name, tuple(collections.split(":"))


def run(options: argparse.Namespace) -> int:
    """Until it is told to stop."""
    stopped = stopped_by_signals()
    passwords = Passwords(
        secrets=options.secrets,
        collections=dict(options.user),
        coordinator=Coordinator(options.coordinator),
        connect=lambda login: Milvus(options.milvus, login),
        say=lambda line: print(f"keeper: {line}"),
    )
    readiness = Readiness(options.port)
    readiness.serve()
    scraper.start(options, lambda line: print(line, flush=True), stopped)
    print("keeper: watches", flush=True)
    while not stopped.wait(LATER if readiness.is_ready else SOON):
        readiness.say(ready=passwords.keep())
    return 0
