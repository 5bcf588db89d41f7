"""Has the volumes of services removed that are being dropped."""

from __future__ import annotations

from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.services.records.store import Store
from spcs_local.services.records.volumes import Volumes


def doom_volumes(model: AccountModel, found: StoredObject) -> None:
    """Have the volumes of a service removed, but for those that are snapshots now."""
    row = Store(model.catalog).service(found.id)
    if row is None:
        return
    volumes = Volumes(model.catalog, model.settings.id)
    kept = {snapshot["volume"] for snapshot in model.objects.list("SNAPSHOT")}
    for instance in range(int(found["MAX_INSTANCES"])):
        for volume in row.revision.specification.volumes:
            name = volumes.name(found.id, volume.name, instance)
            if volume.kind in ("block", "local") and name not in kept:
                volumes.doom(name)
