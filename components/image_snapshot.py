"""A dynamic resource that a service waits for: before another image writes to its block volumes, they are kept in
snapshots, and an older Milvus does not get to write to them at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pulumi
import yaml
from pulumi.dynamic import CreateResult, DiffResult, Resource, UpdateResult

from components.downgrade import refuse_older
from components.dynamic_session import SessionProvider, say
from components.resting import Clock
from components.roll import Roll
from components.session import DOES_NOT_EXIST, Session, StatementError
from components.snapshots import BEFORE_IMAGE, SUSPENDED, UNKNOWN, Label, Snapshots, stamp
from components.specification import block_volumes
from components.sql import SchemaObject

IDENTITY = ("database", "schema", "service")
CONTENT = ("image", "version", "initial")


class ImageSnapshotProvider(SessionProvider):
    """Create and update look which image the service has in the account, and keep what that one has written. The
    service stays suspended: what comes next sends it the other image, and its roll resumes it. Delete does nothing."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        replaces = [key for key in IDENTITY if _olds.get(key) != _news.get(key)]
        if not replaces:
            refuse_older(_subject(_news), _olds, _news)
        changes = replaces or any(_olds.get(key) != _news.get(key) for key in CONTENT)
        return DiffResult(changes=bool(changes), replaces=replaces, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        self._keep(props, UNKNOWN)
        return CreateResult(str(_service(props)), dict(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        refuse_older(_subject(_news), _olds, _news)
        self._keep(_news, _olds.get("version") or UNKNOWN)
        return UpdateResult({**_news, "version": _news.get("version") or _olds.get("version")})

    def _keep(self, props: Mapping[str, Any], version: str) -> None:
        """What the service holds, if it has another image by now and volumes."""
        if not props["keep"]:
            return
        session, service = self.session(props["role"]), _service(props)
        try:
            text = str(session.rows(f"DESCRIBE SERVICE {service.quoted}")[0]["spec"])
        except StatementError as error:
            if error.number == DOES_NOT_EXIST:
                return
            raise
        if block_volumes(text) and props["image"] not in _images(text):
            _take(session, service, text, props, version)


class ImageSnapshot(Resource, module="image_snapshot", name="ImageSnapshot"):
    """`image` is what the service is about to run, `version` of which Milvus it is, as far as that is known. `initial`
    are the snapshots that its volumes begin with; `role` takes those that are kept, `keep` in number, 0 for none."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(ImageSnapshotProvider(), name, dict(props), opts)


def _take(session: Session, service: SchemaObject, text: str, props: Mapping[str, Any], version: str) -> None:
    with suppress(StatementError):  # of one that is restricted to its role, which may suffice
        session.rows("USE SECONDARY ROLES ALL")
    timeout, clock = int(props["timeout"]), Clock()
    kept = Snapshots(session, service.database, service.schema, props["stack"], timeout, clock)
    roll = Roll(session, service, 0, timeout, report=say, clock=clock)
    state = roll.state()
    digests = sorted({it.image_digest for it in state.containers if it.image_digest})
    now = datetime.now(UTC)
    backup = stamp(now, {it.id for it in kept.backups()})
    labels = [
        Label(
            stack=props["stack"],
            backup=backup,
            service=str(service),
            volume=volume,
            instance=str(instance),
            why=BEFORE_IMAGE,
            milvus=version,
            image=" ".join(digests) or UNKNOWN,
            quiet=SUSPENDED,
        )
        for volume in block_volumes(text)
        for instance in range(int(props["instances"]))
    ]
    roll.park(state)
    kept.take(labels)
    say(f"{service.name}: kept in backup {backup} before it gets another image (make backup LIST=1)")
    kept.prune(BEFORE_IMAGE, int(props["keep"]), None, now, services={str(service)})


def _service(props: Mapping[str, Any]) -> SchemaObject:
    return SchemaObject.of(props["database"], props["schema"], props["service"])


def _subject(props: Mapping[str, Any]) -> str:
    return f"service {_service(props)}"


def _images(text: str) -> list[str]:
    return [str(it.get("image")) for it in yaml.safe_load(text)["spec"]["containers"]]
