"""How much of everything: in `make test`, and in `make soak`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Counts of one run. `examples` are hypothesis', for each property."""

    examples: int
    kills: int
    docker_kills: int
    load_seconds: float
    sessions: int
    statements_a_second: int
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
    idle_connections=2_000,
    waiting=400,
    slow_services=100,
    flood=200,
)
