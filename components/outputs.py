"""What an `up` says at its end, of any stack: where the notebook is, in which states services are, what it costs.

All of it follows from settings and rolls, so that a second `up` says the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pulumi

from components.prices import CREDITS
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


def an_hour(pools: Iterable[PoolSettings], *, parked: bool = False) -> str:
    """What the stack's pools cost while they run, by the nodes that they have at least and at most; others' pools are
    named. Of one that is parked, nothing."""
    pools = list(pools)
    own = [pool for pool in pools if not isinstance(pool.name, Existing)]
    others = " and ".join(pool.name for pool in pools if isinstance(pool.name, Existing))
    cost = "0 credits, parked" if parked else _cost(own) if own else ""
    return "; ".join(filter(None, [cost, f"nodes of {others}, there before" if others else ""]))


def _cost(pools: Sequence[PoolSettings]) -> str:
    least, most = Counter[str](), Counter[str]()
    for pool in pools:
        least[str(pool.instance_family)] += pool.min_nodes
        most[str(pool.instance_family)] += pool.max_nodes
    nodes = ", ".join(_span(str(least[it]), str(most[it]), "node", it) for it in least)
    known = [it for it in least if it in CREDITS]
    low, high = (f"{sum(count[it] * CREDITS[it] for it in known):.2f}" for count in (least, most))
    amount = _span(low, high, "credit")
    price = amount if len(known) == len(least) else f"{amount} and what is not known" if known else "a price not known"
    return f"{price} for {nodes}"


def _span(least: str, most: str, what: str, of: str = "") -> str:
    count = least if least == most else f"{least} to {most}"
    return f"{count} {what}{'' if count == '1' else 's'}{f' of {of}' if of else ''}"
