"""What `make backup` and `make restore` do on a stack, and what they print."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from components.backup.quiet import Quiet
from components.backup.restoring import Restoring
from components.backup.services import BackupError, FoundServices, find_services
from components.backup.taking import Taking
from components.engine import Engine
from components.milvus_versions import version_text
from components.recovery.account import Account
from components.resting import Clock
from components.settings_table import Table
from components.snapshots import BY_HAND, Backup, Snapshots
from components.sql import Identifier
from components.stack_file import StackFile

NONE = "There is none: make backup takes one."


class Options(argparse.Namespace):
    """As the command line gave them."""

    stack: str
    command: str
    keep: int | None
    keep_days: int | None
    backup: str | None
    from_schema: str | None


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
            print("\n".join(listed(snapshots.backups())))
            return
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
