"""Lines of metrics in containers' logs, as small plots over time.

A line is {"at": "2026-11-28T19:00:00Z", "metrics": {"requests_per_second": 12.5, …}}: a moment in ISO 8601 with its
zone, and numbers by names of small letters, digits and _. Any container may write such lines; what is none is passed
over. Names are whoever's runs there: the page escapes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

MOST_POINTS = 120
MOST_NAMES = 24  # of a container
WIDTH, HEIGHT = 160, 40
_LONGEST = 16_384
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Plot:
    """One name's numbers: `points` are SVG's, in a box of WIDTH and HEIGHT; the others say what a person reads."""

    name: str
    latest: str
    least: str
    most: str
    points: str


@dataclass(frozen=True)
class Plots:
    """Of one container, `since` and `until` in seconds since 1970."""

    key: str
    title: str
    since: float
    until: float
    shown: Sequence[Plot]


def plots(key: str, title: str, log: str) -> Plots | None:
    """None where the log has no metrics."""
    found = [it for line in log.splitlines() if (it := _measured(line))][-MOST_POINTS:]
    names = list(dict.fromkeys(name for _, figures in found for name in figures))[:MOST_NAMES]
    if not names:
        return None
    since, until = min(at for at, _ in found), max(at for at, _ in found)
    values = {name: [(at, figures[name]) for at, figures in found if name in figures] for name in names}
    return Plots(key, title, since, until, [_plot(name, values[name], since, until) for name in names])


def _measured(line: str) -> tuple[float, dict[str, float]] | None:
    if not line.startswith("{") or len(line) > _LONGEST:
        return None
    try:
        found: Any = json.loads(line)
        at = datetime.fromisoformat(re.sub(r"Z$", "+00:00", found["at"]))
        figures = {name: value for name, value in found["metrics"].items() if _NAME.fullmatch(name) and _fits(value)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (at.timestamp(), figures) if at.tzinfo is not None and figures else None


def _fits(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**63 and isfinite(value)


def _plot(name: str, values: Sequence[tuple[float, float]], since: float, until: float) -> Plot:
    numbers = [value for _, value in values]
    least, most = min(numbers), max(numbers)

    def point(at: float, value: float) -> str:
        across = (at - since) / (until - since) if until > since else 1
        up = (value - least) / (most - least) if most > least else 0.5
        return f"{1 + across * (WIDTH - 2):.1f},{1 + (1 - up) * (HEIGHT - 2):.1f}"

    points = [point(at, value) for at, value in sorted(values)]
    if len(points) == 1:
        points *= 2  # a line of no length has a dot at its end
    return Plot(name, _written(name, numbers[-1]), _written(name, least), _written(name, most), " ".join(points))


def _written(name: str, value: float) -> str:
    if name.endswith("_bytes"):
        return f"{value / 2**20:,.0f} MiB"
    return f"{value:.1%}" if name.endswith("_share") else f"{value:,.6g}"


def all_plots(logs: Iterable[tuple[str, str, str]]) -> list[Plots]:
    """Of containers by their keys and titles, with their logs."""
    return [found for key, title, log in logs if (found := plots(key, title, log))]
