"""What comes before another image: what it would write to is kept in snapshots, and an older Milvus does not get to
write to it at all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from components.account_objects import CANNOT_BE_SEEN
from components.downgrade import DowngradeError, refuse_older
from components.dynamic_session import SessionProvider, say
from components.found_services import FoundServices, described
from components.quiet import Quiet
from components.resting import Clock
from components.session import Session, StatementError
from components.snapshots import BEFORE_IMAGE, Snapshots
from components.sql import Identifier, SchemaObject
from components.taking import Taking

Props = Mapping[str, Any]


@dataclass(frozen=True)
class ImageChange:
    """`images` is what services are about to run, by their names; `subject` and `name` are what messages call all of
    them, in full and in short. Where they are `parked` afterwards, what comes next resumes them, or nothing does."""

    id: str
    subject: str
    name: str
    images: Mapping[str, str]
    parked: bool


class ImageChangeProvider(SessionProvider, ABC):
    """Create and update look which images services have in the account. Where one is to get another, all of them rest
    until what they hold is kept. Delete does nothing.

    `version` is that of the Milvus they are about to run, as far as it is known, and stays what it was where it is not.
    `initial` are the snapshots that volumes begin with; `role` takes those that are kept, `keep` in number, 0
    for none.
    """

    identity: ClassVar[tuple[str, ...]]
    images_property: ClassVar[str]

    @abstractmethod
    def change(self, props: Props) -> ImageChange:
        """What these properties say."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        replaces = [key for key in self.identity if _olds.get(key) != _news.get(key)]
        if not replaces:
            self._refuse_older(self.change(_news), _olds, _news)
        wanted = _remembering(_olds, _news)
        changes = replaces or any(
            _olds.get(key) != wanted.get(key) for key in (self.images_property, "version", "initial")
        )
        return DiffResult(changes=bool(changes), replaces=replaces, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Of what was there before this resource, the account tells."""
        change = self.change(props)
        services = self._services(change, props)
        before = {"version": services.version, "initial": services.initial}
        refuse_older(change.subject, before, props)
        if props["keep"]:
            self._keep(change, services, props, services.version)
        return CreateResult(change.id, _remembering(before, props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        change = self.change(_news)
        self._refuse_older(change, _olds, _news)
        if _news["keep"]:
            self._keep(change, self._services(change, _news), _news, _olds.get("version"))
        return UpdateResult(_remembering(_olds, _news))

    def _refuse_older(self, change: ImageChange, olds: Props, news: Props) -> None:
        """Unless it is what the account has still: the later one was never sent."""
        try:
            refuse_older(change.subject, olds, news)
        except DowngradeError:
            there = self._services(change, news)
            if not (there.in_order_of_rest and _has(change, there)):
                raise

    def _services(self, change: ImageChange, props: Props) -> FoundServices:
        """Those that the account has, which are none at first."""
        session = self.session(props["role"])
        names = _there(session, props, change) if len(change.images) > 1 else list(change.images)
        services = [SchemaObject.of(props["database"], props["schema"], name) for name in names]
        return FoundServices.of(it for it in (described(session, each) for each in services) if it)

    def _keep(self, change: ImageChange, services: FoundServices, props: Props, version: str | None) -> None:
        """What is there, if any of it is to have another image."""
        if _has(change, services):
            return
        if services.bucket_outside:
            say(f"{change.name}: nothing is kept, since its object storage is {services.bucket_outside}, outside")
        elif services.holding:
            self._take(change, services, props, version)

    def _take(self, change: ImageChange, services: FoundServices, props: Props, version: str | None) -> None:
        session, timeout = self.session(props["role"]), int(props["timeout"])
        with suppress(StatementError):  # of one that is restricted to its role, which may suffice
            session.rows("USE SECONDARY ROLES ALL")
        clock, now = Clock(), datetime.now(UTC)
        place = (Identifier(props["database"]), Identifier(props["schema"]))
        kept = Snapshots(session, *place, props["stack"], timeout, clock)
        quiet = Quiet(session, timeout, say, clock)
        taking = Taking(kept, props["stack"], quiet, services, version, change.parked, lambda: now)
        backup = taking.take(BEFORE_IMAGE, rolls_follow=True)
        say(f"{change.name}: kept in backup {backup.id} before it gets another image (make backup LIST=1)")
        kept.prune(BEFORE_IMAGE, int(props["keep"]), None, now, services={str(it.object) for it in services.holding})


def _has(change: ImageChange, services: FoundServices) -> bool:
    """Whether each of them has the image that it is to have."""
    return all(change.images[it.object.name] in it.images for it in services.in_order_of_rest)


def _there(session: Session, props: Props, change: ImageChange) -> list[str]:
    """The names of those to be seen, by one statement: at first it is none of many."""
    schema = f"{Identifier(props['database']).quoted}.{Identifier(props['schema']).quoted}"
    try:
        shown = {str(row["name"]) for row in session.rows(f"SHOW SERVICES IN SCHEMA {schema}")}
    except StatementError as error:
        if error.number in CANNOT_BE_SEEN:
            return []
        raise
    return [name for name in change.images if name in shown]


def _remembering(olds: Props, news: Props) -> dict[str, Any]:
    """With the version of before, while that to come is not known."""
    return {**news, "version": news.get("version") or olds.get("version")}
