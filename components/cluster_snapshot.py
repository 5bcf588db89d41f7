"""A dynamic resource that all services of a cluster wait for: before any of them gets another image, what they hold is
kept in snapshots that were taken together, and an older Milvus does not get to write to it at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, UpdateResult

from components.account_objects import CANNOT_BE_SEEN
from components.downgrade import refuse_older
from components.dynamic_session import SessionProvider, say
from components.found_services import FoundServices, described
from components.quiet import Quiet
from components.resting import Clock
from components.session import Session, StatementError
from components.snapshots import BEFORE_IMAGE, UNKNOWN, Snapshots
from components.sql import Identifier, SchemaObject
from components.taking import Taking

IDENTITY = ("database", "schema")
CONTENT = ("images", "version", "initial")


class ClusterSnapshotProvider(SessionProvider):
    """Create and update look which images the services have in the account. Where one is to get another, all of them
    rest until what they hold is kept, and are resumed as they were: what comes next rolls them. Delete does nothing."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        replaces = [key for key in IDENTITY if _olds.get(key) != _news.get(key)]
        if not replaces:
            refuse_older("the cluster", _olds, _news)
        changes = replaces or any(_olds.get(key) != _news.get(key) for key in CONTENT)
        return DiffResult(changes=bool(changes), replaces=replaces, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        self._keep(props, UNKNOWN)
        return CreateResult(f"{props['database']}.{props['schema']}", dict(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        refuse_older("the cluster", _olds, _news)
        self._keep(_news, _olds.get("version") or UNKNOWN)
        return UpdateResult({**_news, "version": _news.get("version") or _olds.get("version")})

    def _keep(self, props: Mapping[str, Any], version: str) -> None:
        """What is there, if any of it is to have another image, and all of it is in the account."""
        if not props["keep"]:
            return
        session = self.session(props["role"])
        with suppress(StatementError):  # of one that is restricted to its role, which may suffice
            session.rows("USE SECONDARY ROLES ALL")
        services = _found(session, props)
        if all(props["images"][str(it.object.name)] in it.images for it in services.in_order_of_rest):
            return
        if services.bucket_outside:
            say(f"the cluster: nothing is kept, since its object storage is {services.bucket_outside}, outside")
        elif services.holding:
            _take(session, services, props, version)


class ClusterSnapshot(Resource, module="cluster_snapshot", name="ClusterSnapshot"):
    """`images` is what the services are about to run, by their names, `version` of which Milvus that is, as far as it
    is known. `initial` are the snapshots that volumes begin with; `role` takes those that are kept, `keep` in number, 0
    for none. Services of a stack that is `parked` rest afterwards, too. `timeout` is of each, in seconds."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ClusterSnapshotProvider(), name, dict(props), opts)


def _found(session: Session, props: Mapping[str, Any]) -> FoundServices:
    """Those of the cluster that the account has, which are none at first."""
    schema = f"{Identifier(props['database']).quoted}.{Identifier(props['schema']).quoted}"
    try:
        there = {str(row["name"]) for row in session.rows(f"SHOW SERVICES IN SCHEMA {schema}")}
    except StatementError as error:
        if error.number in CANNOT_BE_SEEN:
            return FoundServices((), ())
        raise
    names = [SchemaObject.of(props["database"], props["schema"], name) for name in props["images"] if name in there]
    return FoundServices.of(it for it in (described(session, each) for each in names) if it)


def _take(session: Session, services: FoundServices, props: Mapping[str, Any], version: str) -> None:
    timeout, clock, now = int(props["timeout"]), Clock(), datetime.now(UTC)
    place = (Identifier(props["database"]), Identifier(props["schema"]))
    kept = Snapshots(session, *place, props["stack"], timeout, clock)
    quiet = Quiet(session, timeout, say, clock)
    taking = Taking(kept, props["stack"], quiet, services, version, bool(props["parked"]), lambda: now)
    backup = taking.take(BEFORE_IMAGE, rolls_follow=True)
    say(f"the cluster: kept in backup {backup.id} before it gets another image (make backup LIST=1)")
    kept.prune(BEFORE_IMAGE, int(props["keep"]), None, now, services={str(it.object) for it in services.holding})
