"""What `make backup` and `make restore` do on a stack, and what they print."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from components.backup.exports import Exports, Place, own_place
from components.backup.jobs import Jobs, Keeper
from components.backup.restoring import Restoring
from components.backup.services import BackupError, find_services
from components.engine import Engine
from components.found_services import FoundServices
from components.milvus_versions import version_text
from components.quiet import Quiet
from components.recovery.account import Account
from components.resting import Clock
from components.settings_table import Table
from components.snapshots import BY_HAND, Backup, Snapshots, not_kept, stamp
from components.sql import Identifier, SchemaObject
from components.stack_file import StackFile
from components.taking import Taking

NONE = "There is none: make backup takes one."


class Options(argparse.Namespace):
    """As the command line gave them."""

    stack: str
    command: str
    keep: int | None
    keep_days: int | None
    backup: str | None
    from_schema: str | None
    stage: str | None
    export: str
    replace: bool


@dataclass(frozen=True)
class Command:
    engine: Engine
    configuration: StackFile
    account: Account
    clock: Clock = field(default_factory=Clock)

    def run(self, options: Options) -> None:
        """Raises what __main__ says."""
        services = find_services(self.engine.export(), self.account, options.stack)
        stack = self.engine.full_name()
        snapshots = self._snapshots(services, stack)
        if options.command == "list":
            print("\n".join([*listed(snapshots.backups()), *exported(self._exports(options, services, stack))]))
            return
        if options.command in ("export", "import"):
            self._by_job(options, services, stack)
            return
        _check_storage(services)
        taking = self._taking(snapshots, stack, services)
        if options.command == "take":
            self._take(taking, options)
        else:
            self._restore(taking, options)

    def _take(self, taking: Taking, options: Options) -> None:
        backup = taking.take(BY_HAND)
        print("\n".join(listed([backup])))
        if options.keep or options.keep_days:
            gone = taking.snapshots.prune(BY_HAND, options.keep, options.keep_days, datetime.now(UTC))
            print("\n".join(f"dropped: {it.id}" for it in gone) or "dropped: none")

    def _restore(self, taking: Taking, options: Options) -> None:
        restoring, source = Restoring(taking), taking.snapshots
        if options.from_schema:
            database, _, schema = options.from_schema.partition(".")
            try:
                source = replace(source, database=Identifier(database), schema=Identifier(schema), stack=None)
            except ValueError as error:
                raise BackupError(f"FROM={options.from_schema}: {error}; allowed: DATABASE.SCHEMA") from None
        backup = restoring.chosen(options.backup, source)
        before = restoring.restore(backup)
        print(f"restored: backup {backup.id}. What was there before is in backup {before.id}.")

    def _by_job(self, options: Options, services: FoundServices, stack: str) -> None:
        keeper = Keeper.of(services)
        if keeper is None:
            raise BackupError(
                f"stack {options.stack} has no keeper beside Milvus, whose image exports and imports. To do: pulumi up "
                "with this version of the program, and with the container keeper in Milvus' specification"
            )
        jobs, now = Jobs(self.account, keeper, self._timeout, partial(print, flush=True), self.clock), datetime.now(UTC)
        if options.command == "import":
            self._import(options, services, stack, jobs, now)
            return
        exports = self._exports(options, services, stack)
        made = exports.take(jobs, stamp(now, {it.id for it in exports.all()}))
        print("\n".join(exported(exports, only=made.id)))
        if options.keep or options.keep_days:
            gone = not_kept(exports.all(), options.keep, options.keep_days, now)
            exports.remove(gone)
            print("\n".join(f"dropped: {it.id}" for it in gone) or "dropped: none")

    def _import(self, options: Options, services: FoundServices, stack: str, jobs: Jobs, now: datetime) -> None:
        """Lines of a job are shown by the job."""
        if options.export.startswith("@"):
            exports, name = Exports(self.account, Place.parse(options.export)), ""
        else:
            exports, name = self._exports(options, services, stack), options.export
            known = exports.all()
            if not any(it.id == name and it.whole for it in known):
                raise BackupError(
                    f"export {name}: there is no such one that is whole in {exports.place}; there are: "
                    f"{', '.join(it.id for it in known) or 'none'}. To do: name one of these (make backup LIST=1)"
                )
        exports.restore(jobs, name, stamp(now, ()), replace=options.replace)
        print(f"imported: {exports.place.within(name) if name else exports.place}")

    def _exports(self, options: Options, services: FoundServices, stack: str) -> Exports:
        """In the stack's own data stage, unless another one is named."""
        if given := getattr(options, "stage", None):
            return Exports(self.account, Place.parse(given))
        at = services.holding[0].object
        prefix = self.configuration.get(Table.NAME_PREFIX.key) or ""
        name = self.configuration.get(Table.DATA_STAGE.key) or f"{prefix}{Table.DATA_STAGE.default}"
        return Exports(self.account, own_place(SchemaObject(at.database, at.schema, Identifier(name)), stack))

    def _snapshots(self, services: FoundServices, stack: str) -> Snapshots:
        place = services.holding[0].object
        return Snapshots(self.account, place.database, place.schema, stack, self._timeout, self.clock)

    def _taking(self, snapshots: Snapshots, stack: str, services: FoundServices) -> Taking:
        quiet = Quiet(self.account, self._timeout, partial(print, flush=True), self.clock)
        # as the configuration has it, which the next up goes by
        parked = self.configuration.get(Table.PARKED.key) == "true"
        return Taking(snapshots, stack, quiet, services, self._version, parked, lambda: datetime.now(UTC))

    @property
    def _timeout(self) -> int:
        return int(self.configuration.get(Table.ROLL_TIMEOUT.key) or Table.ROLL_TIMEOUT.default)

    @property
    def _version(self) -> str | None:
        """By the tag of the image that the configuration names."""
        return version_text(self.configuration.get(Table.MILVUS_IMAGE.key) or "")


def _check_storage(services: FoundServices) -> None:
    """etcd's volume of one moment and a bucket of another are no backup. Raises BackupError."""
    if services.bucket_outside:
        raise BackupError(
            f"the object storage is {services.bucket_outside}, outside the account, and no snapshot holds what is in "
            "it. To do: an export (make backup EXPORT=1, make restore EXPORT=…; docs/backup.md)"
        )


def exported(exports: Exports, only: str | None = None) -> Iterator[str]:
    """A line for each."""
    for it in exports.all():
        if only in (None, it.id):
            state = "whole" if it.whole else "NOT WHOLE"
            yield f"{it.id}  {state}, export, {it.bytes / 2**20:.1f} MiB in {exports.place.within(it.id)}"


def listed(backups: Sequence[Backup]) -> Iterator[str]:
    """A line for each, and one for each of its snapshots."""
    if not backups:
        yield NONE
    for backup in backups:
        label = backup.snapshots[0].label
        state = "whole" if backup.whole else "NOT WHOLE"
        yield f"{backup.id}  {state}, {backup.why}, services {label.quiet}, Milvus {label.milvus}, stack {label.stack}"
        for it in backup.snapshots:
            volume = f"{it.label.volume} of {it.label.service}, instance {it.label.instance}"
            yield f"  {it.object}: {it.state}, {it.size} GiB, {volume}"
