"""`python -m components.metrics --stack STACK`: what a stack's containers write of themselves, now and a while ago.

`make metrics STACK=…` puts the engine on PATH and calls it. The account is asked; nothing is changed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from components import session
from components.account_objects import SERVICE, ObjectName
from components.aligned_rows import aligned
from components.connection import load_connection
from components.deployment import Deployment
from components.engine import Engine, EngineError
from components.metric_lines import Measured, measured
from components.problems import SettingsError
from components.recorded_objects import object_name
from components.recovery.account import Account
from components.session import StatementError
from components.sql import SchemaObject, literal

LOG_LINES = 1000  # the most that an account gives at once
HISTORY = 10
# the columns of the history, of which it has those that there are
COLUMNS = (
    *("searches_per_second", "search_p50_ms", "search_p99_ms", "inserted_rows_per_second", "memory_share"),
    *("memory_bytes", "growing_segments", "disk_share", "disk_bytes", "up"),
)
MOST_COLUMNS = 7
NONE = (
    "No container of it writes metrics. To do: have Milvus' placeholder metrics_seconds over 0, or a container of your "
    "own write such lines (docs/monitoring.md), then pulumi up."
)


@dataclass(frozen=True)
class Watched:
    """What a container's log says; `container` is where it runs."""

    container: str
    lines: Sequence[Measured]


def main(arguments: Sequence[str]) -> int:
    """What stands in the way ends with 2."""
    options = _parser().parse_args(arguments)
    engine = Engine(options.stack, Path())
    try:
        connection = load_connection(engine.configuration(), os.environ)
        deployment = engine.export()
        with closing(Account(lambda role: session.open_session(connection, role), connection.role)) as account:
            account.see_all()  # services are their owners', whose roles the deployer holds
            found = watched(deployment, account)
    except (SettingsError, StatementError, EngineError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print("\n".join(report(found, datetime.now(UTC))))
    return 0


def watched(deployment: Deployment, account: Account) -> list[Watched]:
    """Of the services of a state, those containers whose logs have metrics. Raises StatementError."""
    names = [object_name(it["type"], it.get("inputs", {})) for it in deployment.resources if "id" in it]
    services = sorted({name for name in names if name and name.kind == SERVICE}, key=str)
    return [found for service in services for found in _of_service(service, account) if found.lines]


def _of_service(service: ObjectName, account: Account) -> Iterator[Watched]:
    name = SchemaObject.of(*service.parts).quoted
    for row in account.rows(f"SHOW SERVICE CONTAINERS IN SERVICE {name}"):
        instance, container = str(row["instance_id"]), str(row["container_name"])
        where = ", ".join(literal(it) for it in (name, instance, container))
        try:
            rows = account.rows(f"SELECT SYSTEM$GET_SERVICE_LOGS({where}, {LOG_LINES})")
        except StatementError:  # one that has not begun, or has ended, has no log
            continue
        text = str(next(iter(rows[0].values())) or "") if rows else ""
        yield Watched(f"{service.parts[-1]}, instance {instance}, container {container}", measured(text.splitlines()))


def report(found: Sequence[Watched], now: datetime) -> Iterator[str]:
    """The lines about it."""
    if not found:
        yield NONE
        return
    for it in found:
        latest = it.lines[-1]
        yield f"{it.container}, at {_shown(latest.at)}, {max((now - latest.at).total_seconds(), 0):.0f} s ago"
        yield from aligned([(name, _written(name, value)) for name, value in latest.figures.items()])
        yield ""
        yield from _history(it.lines[-HISTORY:])
        yield ""


def _history(lines: Sequence[Measured]) -> Iterator[str]:
    known = {name for line in lines for name in line.figures}
    columns = [name for name in COLUMNS if name in known] or sorted(known)
    columns = columns[:MOST_COLUMNS]
    rows = [
        (_shown(line.at), *(_written(name, line.figures[name]) if name in line.figures else "-" for name in columns))
        for line in lines
    ]
    yield from aligned([("at", *(name.replace("_", " ") for name in columns)), *rows])


def _written(name: str, value: float) -> str:
    if name.endswith("_bytes"):
        return f"{value / 2**20:,.0f} MiB"
    return f"{value:.1%}" if name.endswith("_share") else f"{value:,.10g}"


def _shown(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.metrics", description=__doc__)
    parser.add_argument("--stack", required=True, help="the stack, in the project of the current directory")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
