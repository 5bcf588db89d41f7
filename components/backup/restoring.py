"""A restore from snapshots, into services that are there: what they hold is itself kept in snapshots before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from components.backup.services import BackupError
from components.milvus_versions import Version, parsed
from components.session import StatementError
from components.snapshots import BEFORE_RESTORE, SUSPENDED, Backup, Label, Snapshot, Snapshots, restoring
from components.sql import SchemaObject
from components.taking import Taking

KEPT = 2  # of those taken before a restore
Target = tuple[SchemaObject, str, str]


@dataclass(frozen=True)
class Restoring:
    taking: Taking

    @property
    def _snapshots(self) -> Snapshots:
        return self.taking.snapshots

    def chosen(self, name: str | None, source: Snapshots) -> Backup:
        """A backup by its time, or by the name of one of its snapshots; without, the newest that holds all of the
        stack, but for those that a restore has taken. Raises BackupError."""
        backups = source.backups()
        if name is None:
            found = [it for it in backups if it.whole and it.why != BEFORE_RESTORE and self._matched(it)][-1:]
        else:
            found = [it for it in backups if name == it.id or name in {str(own.object.name) for own in it.snapshots}]
        if not found:
            wanted = f"backup {name}" if name else "a backup that is whole and holds all of the stack"
            raise BackupError(
                f"{wanted}: there is none in {source.database}.{source.schema}; there are: "
                f"{', '.join(it.id for it in backups) or 'none'}. To do: name one of these (make backup LIST=1)"
            )
        return found[0]

    def restore(self, backup: Backup) -> Backup:
        """Puts it in place, and returns the backup of what was there before. Raises BackupError before any change."""
        into = self._targets(backup)
        self._check_version(backup)
        taking, services = self.taking, self.taking.services
        if taking.parked:
            raise BackupError("the stack is parked, and a restore starts its services. To do: make unpark first")
        labels = taking.labels(BEFORE_RESTORE, SUSPENDED)
        with taking.quiet.suspended(services, resume=True):
            self._snapshots.take(labels)
            for (service, volume, instance), snapshot in into.items():
                self._put(restoring(volume, instance, snapshot.object, service), labels[0].backup)
        self._snapshots.prune(BEFORE_RESTORE, KEPT, None, taking.now())
        return taking.taken(labels[0].backup)

    def _put(self, statement: str, before: str) -> None:
        try:
            self._snapshots.session.rows(statement)
        except StatementError as error:
            raise BackupError(
                f"{error}. What was there before is in backup {before}. To do: mend what is named and run it again, or "
                f"make restore BACKUP={before}"
            ) from None

    def _targets(self, backup: Backup) -> Mapping[Target, Snapshot]:
        """Each volume with the snapshot of it; those of a stack with other names by the volumes, and where there are
        more services than one by what their names end with. Raises BackupError."""
        if not backup.whole:
            states = ", ".join(f"{it.object.name} is {it.state}" for it in backup.snapshots)
            raise BackupError(f"backup {backup.id} is not whole: {states}. To do: take another one")
        matched = self._matched(backup)
        if matched is None:
            found = _listed(_volume(it.label) for it in backup.snapshots)
            raise BackupError(
                f"backup {backup.id} holds {found}; the stack has {_listed(self._there)}. To do: bring the stack to "
                "the services and volumes of the backup first; or take an export (docs/backup.md)"
            )
        return matched

    @property
    def _there(self) -> set[Target]:
        return {(service.object, volume, instance) for service, volume, instance in self.taking.services.volumes}

    def _matched(self, backup: Backup) -> Mapping[Target, Snapshot] | None:
        """None where it does not hold all volumes of the stack, each once."""
        found, there = {_volume(it.label): it for it in backup.snapshots}, self._there
        if found.keys() == there:
            return found
        into = {it: _alike(it, there) for it in found}
        named = {own for those in into.values() for own in those}
        if named != there or len(found) != len(there) or any(len(those) != 1 for those in into.values()):
            return None
        return {those[0]: found[it] for it, those in into.items()}

    def _check_version(self, backup: Backup) -> None:
        """Milvus does not read what a later one has written."""
        wrote, runs = _version(backup.snapshots[0].label.milvus), _version(self.taking.version)
        if wrote and runs and wrote > runs:
            raise BackupError(
                f"backup {backup.id} was written by Milvus {backup.snapshots[0].label.milvus}, which "
                f"{self.taking.version} cannot read, and that one runs. To do: pulumi up with the backup's version "
                "first; or restore an export (docs/backup.md)"
            )


def _version(text: str | None) -> Version | None:
    return parsed(text) if text else None


def _volume(label: Label) -> Target:
    return SchemaObject.of(*label.service.split(".")), label.volume, label.instance


def _alike(volume: Target, there: Iterable[Target]) -> list[Target]:
    """What may be the same volume in another stack, whose services have other names, or another prefix."""
    same = [it for it in there if it[1:] == volume[1:]]
    own = str(volume[0].name)
    ended = [it for it in same if str(it[0].name).endswith(own) or own.endswith(str(it[0].name))]
    return same if len(same) == 1 else ended


def _listed(targets: Iterable[Target]) -> str:
    return ", ".join(sorted(f"{service}/{volume}/{instance}" for service, volume, instance in targets))
