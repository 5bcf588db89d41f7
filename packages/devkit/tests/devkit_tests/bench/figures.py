"""Measurements to make others of."""

from __future__ import annotations

from dataclasses import replace

from devkit.bench.measurement import PEER, Measurement

UP = Measurement(
    program="guide",
    delay_milliseconds=350,
    operation="up",
    seconds=8.0,
    cpu=2.0,
    statements=74,
    writes=29,
    logins=5,
    objects=37,
    path_statements=16,
    path_seconds=5.0,
)


def runs(*seconds: float, of: Measurement = UP) -> list[Measurement]:
    return [replace(of, seconds=it, run=number) for number, it in enumerate(seconds, start=1)]


def peers(*seconds: float, operation: str = UP.operation) -> list[Measurement]:
    return runs(*seconds, of=replace(UP, tool=PEER, operation=operation, statements=121))
