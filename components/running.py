"""What of a stack runs: pools, services and the warehouse of its state, as the account shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from components.account_objects import COMPUTE_POOL, SERVICE, WAREHOUSE, ObjectName
from components.deployment import Deployment
from components.prices import CREDITS
from components.recorded_objects import object_name
from components.resting import AT_REST
from components.session import Row

# https://docs.snowflake.com/en/developer-guide/snowpark-container-services/accounts-orgs-usage-views
BILLED = frozenset({"IDLE", "ACTIVE", "RESIZING", "STOPPING"})
NOT_SHOWN = "not shown"

# None for what the account does not show
Look = Callable[[ObjectName], Row | None]


@dataclass(frozen=True)
class Pool:
    """`nodes` are those that it has now, `most` those that it may have."""

    name: str
    state: str
    family: str
    nodes: int
    most: int
    since: datetime | None

    @property
    def credits(self) -> Decimal | None:
        """An hour; None where no price of the family is known."""
        if self.state not in BILLED or not self.nodes:
            return Decimal(0)
        price = CREDITS.get(self.family)
        return None if price is None else price * self.nodes


@dataclass(frozen=True)
class Service:
    """`since` is when it was resumed, or made; of one that rests, when it was suspended."""

    name: str
    pool: str
    status: str
    instances: str
    since: datetime | None


@dataclass(frozen=True)
class Warehouse:
    name: str
    state: str
    size: str


@dataclass(frozen=True)
class Running:
    pools: tuple[Pool, ...]
    services: tuple[Service, ...]
    warehouses: tuple[Warehouse, ...]


def running(deployment: Deployment, look: Look) -> Running:
    """Of what a state has, and of pools that were there before and services of it run in. Raises StatementError."""
    states = [it for it in deployment.resources if "id" in it]
    made = [(name, it.get("inputs", {})) for it in states if (name := object_name(it["type"], it.get("inputs", {})))]
    services = {name: str(inputs.get("computePool", "")) for name, inputs in made if name.kind == SERVICE}
    own = [name for name, _ in made if name.kind == COMPUTE_POOL]
    used = [ObjectName.of(COMPUTE_POOL, pool) for pool in services.values() if pool]
    return Running(
        pools=tuple(_pool(name, look(name)) for name in _sorted({*own, *used})),
        services=tuple(_service(name, services[name], look(name)) for name in _sorted(services)),
        warehouses=tuple(_warehouse(name, look(name)) for name, _ in made if name.kind == WAREHOUSE),
    )


def _sorted(names: Iterable[ObjectName]) -> list[ObjectName]:
    return sorted(names, key=str)


def _pool(name: ObjectName, row: Row | None) -> Pool:
    if row is None:
        return Pool(name.parts[-1], NOT_SHOWN, "", 0, 0, None)
    state, nodes = str(row["state"]), int(row["active_nodes"]) + int(row["idle_nodes"])
    since = None if state == AT_REST else _time(row.get("resumed_on"))
    return Pool(name.parts[-1], state, str(row["instance_family"]), nodes, int(row["max_nodes"]), since)


def _service(name: ObjectName, pool: str, row: Row | None) -> Service:
    if row is None:
        return Service(name.parts[-1], pool, NOT_SHOWN, "", None)
    status = str(row["status"])
    began = row.get("suspended_on") if status == AT_REST else row.get("resumed_on") or row.get("created_on")
    instances = f"{row['current_instances']} of {row['target_instances']}"
    return Service(name.parts[-1], str(row["compute_pool"]), status, instances, _time(began))


def _warehouse(name: ObjectName, row: Row | None) -> Warehouse:
    state, size = (str(row["state"]), str(row["size"])) if row else (NOT_SHOWN, "")
    return Warehouse(name.parts[-1], state, size)


def _time(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None
