"""Lines of metrics in a container's log: {"at": "2026-11-28T19:00:00Z", "metrics": {"searches_per_second": 12.5, …}}.

A log is written by whatever runs in the container: what is no such line is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

MOST_NAMES = 64  # of a line
_LONGEST = 16_384
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Measured:
    """What one line says."""

    at: datetime
    figures: Mapping[str, float]


def measured(lines: Iterable[str]) -> list[Measured]:
    """In their order."""
    return [found for line in lines if (found := _measured(line)) is not None]


def _measured(line: str) -> Measured | None:
    if not line.startswith("{") or len(line) > _LONGEST:
        return None
    try:
        found: Any = json.loads(line)
        at = datetime.fromisoformat(found["at"])
        figures = {name: value for name, value in found["metrics"].items() if _NAME.fullmatch(name) and _fits(value)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    fits = at.tzinfo is not None and 0 < len(figures) <= MOST_NAMES
    return Measured(at, figures) if fits else None


def _fits(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**63 and isfinite(value)
