"""The stack beside its peer: medians, what they are to each other, and how far the runs lie apart."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devkit.bench.measurement import PEER, PULUMI, WITHOUT_REFRESH, Measurement

COLUMNS = (
    *("program", "delay ms", "operation", "to T", "to T without refresh"),
    *("seconds", "T", "T without refresh", "statements", "T's"),
)
Key = tuple[str, int, str]


@dataclass(frozen=True)
class Figures:
    """Of one operation: the seconds of each run, in the order of the runs, and the statements of the median one."""

    seconds: tuple[float, ...]
    statements: int | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def text(self) -> str:
        return f"{self.median:.1f}{_spread(self.seconds)}"


@dataclass(frozen=True)
class PeerFigures:
    """`about` says what the peer is, and where and when it was measured."""

    about: str
    figures: dict[Key, Figures]


def of_tool(measurements: Iterable[Measurement], tool: str) -> list[Measurement]:
    return [it for it in measurements if it.tool == tool]


def medians(measurements: Sequence[Measurement]) -> list[Measurement]:
    """One of each operation: the run whose seconds are the median (the lower one of two)."""
    return [sorted(of_it, key=lambda it: it.seconds)[(len(of_it) - 1) // 2] for of_it in _grouped(measurements)]


def figures(measurements: Iterable[Measurement], tool: str) -> dict[Key, Figures]:
    found = {}
    for of_it in _grouped(of_tool(measurements, tool)):
        (median,) = medians(of_it)
        found[_key(median)] = Figures(tuple(it.seconds for it in of_it), median.statements)
    return found


def read_kept(file: Path) -> PeerFigures:
    """Of a peer that was measured before."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    found = {
        (it["program"], it["delay_milliseconds"], it["operation"]): Figures(tuple(it["seconds"]), it.get("statements"))
        for it in kept["figures"]
    }
    return PeerFigures(kept["about"], found)


def kept(about: str, measurements: Sequence[Measurement]) -> dict[str, Any]:
    """What `read_kept` reads."""
    found = figures(measurements, PEER).items()
    names = ("program", "delay_milliseconds", "operation")
    return {
        "about": about,
        "figures": [
            {**dict(zip(names, key, strict=True)), "seconds": list(it.seconds), "statements": it.statements}
            for key, it in found
        ],
    }


def rows(measurements: Sequence[Measurement], peer: PeerFigures) -> list[tuple[str, ...]]:
    """A row for each operation that both have, with what the stack takes of the peer's time first."""
    found = []
    for key, ours in figures(measurements, PULUMI).items():
        program, delay, operation = key
        theirs, without = peer.figures.get(key), peer.figures.get((program, delay, f"{operation}{WITHOUT_REFRESH}"))
        if theirs or without:
            ratios = (_ratio(ours, theirs), _ratio(ours, without))
            texts = (ours.text(), *(it.text() if it else "" for it in (theirs, without)))
            counts = (str(ours.statements), _count(theirs))
            found.append((program, str(delay), operation, *ratios, *texts, *counts))
    return found


def _count(theirs: Figures | None) -> str:
    return "" if theirs is None or theirs.statements is None else str(theirs.statements)


def _ratio(ours: Figures, theirs: Figures | None) -> str:
    """That of the medians; its spread is that of runs which followed each other, or of ours to the kept median."""
    if theirs is None:
        return ""
    same = len(ours.seconds) == len(theirs.seconds)
    others = theirs.seconds if same else (theirs.median,) * len(ours.seconds)
    each = [mine / other for mine, other in zip(ours.seconds, others, strict=True)]
    return f"{ours.median / theirs.median:.2f}{_spread(each, 2)}"


def _spread(numbers: Sequence[float], digits: int = 1) -> str:
    """The least and the most, where there are several."""
    return f" ({min(numbers):.{digits}f}-{max(numbers):.{digits}f})" if len(numbers) > 1 else ""


def _grouped(measurements: Iterable[Measurement]) -> list[list[Measurement]]:
    found: dict[tuple[str, Key], list[Measurement]] = {}
    for it in measurements:
        found.setdefault((it.tool, _key(it)), []).append(it)
    return list(found.values())


def _key(it: Measurement) -> Key:
    return it.program, it.delay_milliseconds, it.operation
