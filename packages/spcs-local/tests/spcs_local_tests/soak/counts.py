"""How much of everything: in `make test`, and in `make soak`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Counts of one run. `examples` are hypothesis', for each property. `milliseconds` is what 99 of 100 statements of
    a load do not exceed, by the account's clock; `one_after_another` are the statements of one session alone."""

    examples: int
    kills: int
    docker_kills: int
    load_seconds: float
    sessions: int
    statements_a_second: int
    milliseconds: float
    one_after_another: int
    idle_connections: int
    waiting: int
    slow_services: int
    flood: int


SMALL = Counts(
    examples=20,
    kills=3,
    docker_kills=2,
    load_seconds=2,
    sessions=10,
    statements_a_second=50,
    milliseconds=10_000,  # of a hundred the slowest, beside other tests
    one_after_another=20,
    idle_connections=50,
    waiting=40,
    slow_services=6,
    flood=5,
)
LONG = Counts(
    examples=10_000,
    kills=100,
    docker_kills=30,
    load_seconds=60,
    sessions=1_000,
    statements_a_second=100,
    milliseconds=50,
    one_after_another=2_000,
    idle_connections=2_000,
    waiting=400,
    slow_services=100,
    flood=200,
)
