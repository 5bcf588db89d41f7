"""`python -m components.cost --stack STACK`: what of a stack runs, since when, and its credits an hour.

`make cost STACK=…` puts the engine on PATH and calls it. The account is asked; nothing is changed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from components import session
from components.aligned_rows import aligned
from components.connection import Connection, load_connection
from components.engine import Engine, EngineError
from components.prices import EFFECTIVE, SOURCE, TITLE
from components.problems import SettingsError
from components.recovery.account import Account
from components.running import Pool, Running, running
from components.session import StatementError
from components.settings_table import Table

UNKNOWN = "no price known"
NOTES = (
    f"Credits: {TITLE}, effective {EFFECTIVE} ({SOURCE}); a node is billed by the second, five minutes at least.",
    "Beside these: the warehouse while queries run, and what is stored (block volumes, stages, images), parked or not.",
)


def main(arguments: Sequence[str]) -> int:
    """What stands in the way ends with 2."""
    options = _parser().parse_args(arguments)
    engine = Engine(options.stack, Path())
    try:
        configuration = engine.configuration()
        connection = load_connection(configuration, os.environ)
        found = _found(engine, connection)
    except (SettingsError, StatementError, EngineError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    parked = "parked" if configuration.get(Table.PARKED.key) == "true" else "not parked"
    print(f"Stack {options.stack} on {connection.account}, {parked}, at {_shown(datetime.now(UTC))}\n")
    print("\n".join(report(found)))
    return 0


def report(found: Running) -> Iterator[str]:
    """The lines about what runs."""
    if not found.pools:
        yield "Nothing of it is there: pulumi up makes it."
        return
    head = ("compute pool", "state", "nodes", "family", "since", "credits an hour")
    together = ("together", "", "", "", "", _together(found.pools))
    yield from aligned([head, *map(_pool, found.pools), together])
    yield ""
    services = [(it.name, it.status, it.instances, it.pool, _shown(it.since)) for it in found.services]
    yield from aligned([("service", "status", "instances", "pool", "since"), *services])
    yield ""
    if found.warehouses:
        warehouses = [(it.name, it.state, it.size) for it in found.warehouses]
        yield from aligned([("warehouse", "state", "size"), *warehouses])
        yield ""
    yield from NOTES


def _found(engine: Engine, connection: Connection) -> Running:
    deployment = engine.export()
    with closing(Account(lambda role: session.open_session(connection, role), connection.role)) as account:
        account.see_all()  # services are their owners', whose roles the deployer holds
        return running(deployment, lambda name: account.look(name, None))


def _pool(pool: Pool) -> tuple[str, ...]:
    an_hour = UNKNOWN if pool.credits is None else f"{pool.credits:.2f}"
    return pool.name, pool.state, f"{pool.nodes} of {pool.most}", pool.family, _shown(pool.since), an_hour


def _together(pools: Sequence[Pool]) -> str:
    known = [it.credits for it in pools if it.credits is not None]
    sum_of_known = f"{sum(known):.2f}"
    return sum_of_known if len(known) == len(pools) else f"{sum_of_known}, and what is not known"


def _shown(time: datetime | None) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if time else "-"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.cost", description=__doc__)
    parser.add_argument("--stack", required=True, help="the stack, in the project of the current directory")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
