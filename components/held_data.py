"""What of a stack holds data that nobody can make again, and what of it is protected."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from components.settings import Settings
from components.sql import Existing

# By what tells them apart: what each is, by all whose change drops it.
Holders = Mapping[str, Mapping[str, str]]
KEPT_BY_SQL = "To keep them, alter the suspended pool by SQL (docs/data.md, “Another instance family”)"


def data_holders(settings: Settings) -> Holders:
    """All of the stack's that can hold data, protected or not, without what was there before: that is never dropped.

    A pool does, since its services and their volumes go with it.
    """
    storage = settings.storage
    place = {"database": str(storage.database), "schema": str(storage.schema)}
    stages = {"data-stage": storage.data_stage, "files-stage": storage.files_stage}
    holders = {
        "database": {"kind": "database", "name": place["database"]},
        "schema": {"kind": "schema", "name": place["schema"], "database": place["database"]},
        **{key: {"kind": "stage", "name": str(name), **place} for key, name in stages.items()},
        **{
            f"pool {key}": {"kind": "compute pool", "name": str(pool.name), "instanceFamily": str(pool.instance_family)}
            for key, pool in settings.pools.items()
        },
        **{
            f"service {key}": {
                "kind": "service",
                "name": str(service.name),
                "pool": str(settings.pools[service.pool].name),
                **place,
            }
            for key, service in settings.services.items()
        },
    }
    pools = {f"pool {key}": pool.name for key, pool in settings.pools.items()}
    names = {"database": storage.database, "schema": storage.schema, **pools}
    return {key: it for key, it in holders.items() if not isinstance(names.get(key), Existing)}


def protected_holders(settings: Settings) -> Holders:
    """With a protected service what it lies in, and its pool: it would go with them."""
    services = {key: it for key, it in settings.services.items() if it.protect}
    keys = {*(f"service {key}" for key in services), *(f"pool {it.pool}" for it in services.values())}
    if services or settings.protect:
        keys |= {"database", "schema"}
    if settings.protect:
        keys |= {"data-stage", "files-stage"}
    return {key: it for key, it in data_holders(settings).items() if key in keys}


def losses(
    protected: Holders, settings: Settings, *, found_families: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """What of those that were protected a change to these settings would drop, a line each.

    Whose protection the settings lift may go. `found_families` are those that pools have by now, whatever they were
    made with: settings with the same drop nothing.
    """
    there, still = data_holders(settings), protected_holders(settings)
    found = []
    for key, was in _in_order(protected, there):
        what = f"{was['kind']} {was['name']}"
        if key not in there:
            found.append(f"{what}: the configuration no longer has it")
        elif key in still:
            new, kept = there[key], {"instanceFamily": found_families.get(key)}
            changed = [name for name, old in was.items() if new[name] not in (old, kept.get(name))]
            found += [f"{what}: {name} {was[name]} would be {new[name]}" for name in changed]
    return found


def kept_from_destruction(protected: Holders, settings: Settings) -> list[str]:
    """What may not go, since the settings have not lifted its protection, a line each."""
    there, still = data_holders(settings), protected_holders(settings)
    kept = [was for key, was in _in_order(protected, there) if key in still or key not in there]
    return [f"{was['kind']} {was['name']}" for was in kept]


def _in_order(protected: Holders, there: Holders) -> list[tuple[str, Mapping[str, str]]]:
    """As the settings have them; the state keeps no order."""
    order = list(there)
    return sorted(
        protected.items(), key=lambda item: (order.index(item[0]) if item[0] in there else len(order), item[0])
    )
