"""Takes the snapshots that were asked for, and drops those whose time is over."""

from __future__ import annotations

from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.services.records.volumes import Volumes
from spcs_local.services.states import SnapshotState


class SnapshotController:
    """Looks at one snapshot after the other."""

    def __init__(self, model: AccountModel, containers: ContainerPort, volumes: Volumes) -> None:
        self._model = model
        self._containers = containers
        self._volumes = volumes

    def look(self) -> None:
        """Once at each of them."""
        for found in self._model.objects.list("SNAPSHOT"):
            if found["state"] == SnapshotState.INITIALIZED:
                self._take(found)
            elif found["expires"] is not None and self._model.clock() > found["expires"]:
                self._expire(found)

    def _take(self, found: StoredObject) -> None:
        try:
            self._containers.copy_volume(found["source"], found["volume"])
            state = SnapshotState.CREATED
        except ContainerError:
            state = SnapshotState.ERROR
        with self._model.catalog.transaction():
            current = next((item for item in self._model.objects.list("SNAPSHOT") if item.id == found.id), None)
            if current is not None:
                self._model.objects.change(current, {"state": state})
            else:  # dropped meanwhile
                self._volumes.doom(found["volume"])

    def _expire(self, found: StoredObject) -> None:
        with self._model.catalog.transaction():
            self._volumes.doom(found["volume"])
            self._model.objects.drop(found)
