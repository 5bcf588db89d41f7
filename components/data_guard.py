"""Two resources that keep data: one before all others, which refuses changes, one after all, which refuses to destroy.

The engine's own `protect` refuses step by step, from the leaves: what stands before the protected has gone by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.account_objects import COMPUTE_POOL, ObjectName, find
from components.database_contents import contents
from components.dynamic_session import SessionProvider, say
from components.held_data import KEPT_BY_SQL, Holders, kept_from_destruction, losses, protected_holders
from components.problems import Problem, listed
from components.recorded_state import Recorded
from components.session import Session, StatementError
from components.settings import Settings, load
from components.sql import Existing

DATA_GUARD = "data-guard"
OTHER_OWNERS = (
    "put the name of the owner's role back; for other names, and another namePrefix, make a stack of its own with "
    "pulumi stack init, and destroy this one"
)
FAMILIES = "found_families"  # of protected pools by their keys, as a refresh found them
MAY_GO = "if the data may go, first pulumi config set milvus-spcs:protect false (docs/data.md)"


class DataIsProtectedError(Exception):
    """A change that would drop what holds data, and what to do."""


class OwnerError(Exception):
    """Another owner of a service, which keeps the one that made it."""


class DataGuardProvider(SessionProvider):
    """Compares what was protected, and who owned, with what the settings are now."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        _check_owners(_olds["owners"], _news["owners"])
        protected: Holders = _olds["protected"]
        # a refresh compares, too, and has the configuration of the last run, which may have been refused
        another = protected != _news["protected"]
        if another and (lost := losses(protected, load(self._source), found_families=_olds.get(FAMILIES, {}))):
            raise DataIsProtectedError(
                listed("this change would drop what is protected; nothing was changed:", lost)
                + f"\nTo do: undo the change; or, {MAY_GO}, then pulumi up again"
                + (f". {KEPT_BY_SQL}" if any(": instanceFamily " in line for line in lost) else "")
            )
        return DiffResult(changes=another or _olds["owners"] != _news["owners"])

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Somebody may have given a suspended pool another family: nothing is lost by settings that have it, too."""
        pools = {key: it for key, it in props["protected"].items() if it["kind"] == COMPUTE_POOL.word}
        found = {key: self._family(it["name"]) for key, it in pools.items()}
        return ReadResult(id_, {**props, FAMILIES: {key: it for key, it in found.items() if it}})

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult("data", props)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        return UpdateResult(_news)

    def _family(self, pool: str) -> str | None:
        session = self.session(load(self._source).roles.account)
        row = find(session, ObjectName.of(COMPUTE_POOL, pool))
        return str(row["instance_family"]) if row else None


class DestroyGuardProvider(SessionProvider):
    """Goes before everything else when a stack is destroyed, and says what goes with its database; or refuses, and so
    keeps all of it."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=any(_olds.get(name) != _news.get(name) for name in _news if name != "__provider"))

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult("data", props)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        if _olds["protected"] and not _news["protected"]:
            self._check(_olds)
            self._say("nothing is protected from now on; ", _olds, "would go")
        return UpdateResult(_news)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        self._check(_props)
        self._say("", _props, "goes")

    def _check(self, props: Mapping[str, Any]) -> None:
        """Raise DataIsProtectedError for what the settings have not lifted the protection of."""
        if kept := kept_from_destruction(props["protected"], load(self._source)):
            raise DataIsProtectedError(
                listed("this would drop what is protected; nothing was dropped:", kept)
                + (f"\n{self._contents(props, 'would go')}" if props.get("database") else "")
                + f"\nTo do: {MAY_GO}, then pulumi up, then pulumi destroy"
            )

    def _say(self, before: str, props: Mapping[str, Any], goes: str) -> None:
        if props.get("database"):  # a state keeps no None
            say(f"{before}{self._contents(props, goes)}")

    def _contents(self, props: Mapping[str, Any], goes: str) -> str:
        try:
            session: Session = self.session(props["role"])
        except StatementError as error:
            found = [f"unknown: {error}"]
        else:
            found = [str(it) for it in contents(session, props["database"], frozenset(props["own"]))]
        return listed(f"with database {props['database']} {goes}:", found or ["nothing"])


class DataGuard(Resource, module="data_guard", name="DataGuard"):
    """What everything else waits for, where something is protected."""

    def __init__(self, settings: Settings) -> None:
        props = {"protected": _plain(protected_holders(settings)), "owners": owners_of_services(settings)}
        super().__init__(DataGuardProvider(), DATA_GUARD, props)


def owners_of_services(settings: Settings) -> dict[str, str]:
    """By the keys of the services."""
    return {key: str(settings.access.owners[it.owner]) for key, it in settings.services.items()}


def problems_of_owners(settings: Settings, recorded: Recorded) -> list[Problem]:
    """Of services that are up: before anything else, where nothing waits for the guard, too."""
    guard = next((it for urn, it in recorded.items() if urn.endswith(f":DataGuard::{DATA_GUARD}")), {})
    return [
        Problem(
            f"service {key}",
            f"owned by {old}, and would be by {new}",
            f"{old}, since services keep their owner",
            OTHER_OWNERS,
        )
        for key, (old, new) in _changed_owners(guard.get("owners", {}), owners_of_services(settings)).items()
    ]


class DestroyGuard(Resource, module="data_guard", name="DestroyGuard"):
    """What waits for everything else, and so goes first. Deletes as `roles.storage`, whose the database is."""

    def __init__(self, settings: Settings, after: list[pulumi.Resource]) -> None:
        storage = settings.storage
        place = f"{storage.database}.{storage.schema}"
        stages = (storage.spec_stage, storage.data_stage, storage.files_stage)
        services = (service.name for service in settings.services.values())
        props = {
            "protected": _plain(protected_holders(settings)),
            # one that was there before stays
            "database": None if isinstance(storage.database, Existing) else str(storage.database),
            "own": sorted([place, *(f"{place}.{name}" for name in (*stages, *services))]),
            "role": settings.roles.storage,
        }
        super().__init__(DestroyGuardProvider(), "destroy-guard", props, pulumi.ResourceOptions(depends_on=after))


def _check_owners(olds: Mapping[str, str], news: Mapping[str, str]) -> None:
    """Raise OwnerError for another owner. Not even a new service would do: when the one before is to be dropped, its
    owner can be out of reach, and no later run mends that.

    https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services
    """
    if changed := _changed_owners(olds, news):
        raise OwnerError(
            listed(
                "services keep their owner; nothing was changed:",
                [f"service {key}: owner {old} would be {new}" for key, (old, new) in changed.items()],
            )
            + f"\nTo do: {OTHER_OWNERS}"
        )


def _changed_owners(olds: Mapping[str, str], news: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {key: (old, news[key]) for key, old in olds.items() if news.get(key, old) != old}


def _plain(holders: Holders) -> dict[str, dict[str, str]]:
    return {key: dict(it) for key, it in holders.items()}
