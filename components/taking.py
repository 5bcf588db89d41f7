"""A backup as snapshots: what is written to them is at rest while they are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from components.found_services import FoundServices, image_digests
from components.quiet import Quiet
from components.snapshots import SUSPENDED, UNKNOWN, Backup, Label, Snapshots, stamp


@dataclass(frozen=True)
class Taking:
    """`stack` is the full name, `version` that of the Milvus that runs, as far as it is known. A parked stack stays
    so."""

    snapshots: Snapshots
    stack: str
    quiet: Quiet
    services: FoundServices
    version: str | None
    parked: bool
    now: Callable[[], datetime]

    def take(self, why: str, *, rolls_follow: bool = False) -> Backup:
        """With the services suspended meanwhile. Raises SnapshotError, RollError and StatementError."""
        labels = self.labels(why, SUSPENDED)
        with self.quiet.suspended(self.services, resume=not self.parked, rolls_follow=rolls_follow):
            self.snapshots.take(labels)
        return self.taken(labels[0].backup)

    def taken(self, name: str) -> Backup:
        """As the account shows it by now."""
        return next(it for it in self.snapshots.backups() if it.id == name)

    def labels(self, why: str, quiet: str) -> list[Label]:
        """One for each volume, the images as they run now."""
        backup = stamp(self.now(), {it.id for it in self.snapshots.backups()})
        digests = {it.object: image_digests(self.snapshots.session, it) for it in self.services.holding}
        return [
            Label(
                stack=self.stack,
                backup=backup,
                service=str(service.object),
                volume=volume,
                instance=instance,
                why=why,
                milvus=self.version or UNKNOWN,
                image=" ".join(digests[service.object]) or UNKNOWN,
                quiet=quiet,
            )
            for service, volume, instance in self.services.volumes
        ]
