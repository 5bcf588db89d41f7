"""What an `up` says at its end, of any stack: where the notebook is, in which states services are, what runs for it.

All of it follows from settings and rolls, so that a second `up` says the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pulumi

from components.service_definitions import PoolSettings
from components.sql import Existing

# a template that Pulumi's console shows with the stack's outputs in it
# https://www.pulumi.com/dev/examples/stack-readme-py/
PAGE = Path("Pulumi.README.md")


def states(services: Mapping[str, pulumi.Output[str]]) -> pulumi.Output[str]:
    """Of the services by their names, in one line."""
    return pulumi.Output.all(**services).apply(
        lambda known: ", ".join(f"{name} {status}" for name, status in known.items())
    )


def nodes(pools: Iterable[PoolSettings], *, parked: bool = False) -> str:
    """What runs, and is paid by the hour, while the stack's pools do: of one that is parked, others' at most."""
    least, most, others = Counter[str](), Counter[str](), []
    for pool in pools:
        if isinstance(pool.name, Existing):
            others.append(pool.name)
        else:
            least[str(pool.instance_family)] += pool.min_nodes
            most[str(pool.instance_family)] += pool.max_nodes
    own = ["no node: parked"] if parked else [f"{_span(least[family], most[family])} of {family}" for family in least]
    there = [f"those of {' and '.join(others)}, there before"] if others else []
    return ", ".join([*own, *there])


def _span(least: int, most: int) -> str:
    count = str(least) if least == most else f"{least} to {most}"
    return f"{count} node" if count == "1" else f"{count} nodes"
