"""The snapshots that Snowflake takes by itself of block volumes that are let go."""

from __future__ import annotations

from datetime import UTC, datetime

from spcs_local.model.account_model import AccountModel
from spcs_local.model.identifiers import MOST_CHARACTERS
from spcs_local.model.objects import StoredObject
from spcs_local.services.kinds.snapshot import SNAPSHOT, facts
from spcs_local.services.states import SnapshotState
from spcs_local.specification import Volume


def back_up(model: AccountModel, service: StoredObject, volume: Volume, number: int, held: str) -> None:
    """The automatic snapshot: the volume itself, as it is about to be let go."""
    now = datetime.now(UTC)
    rest = f"_{volume.name.replace('-', '_').upper()}_{number}_{now:%Y%m%d%H%M%S%f}"
    name = f"SYS_BACKUP_ON_DELETE_{service.name}"[: MOST_CHARACTERS - len(rest)] + rest
    made = model.objects.create(SNAPSHOT, service.parent_id, name, service.owner_id, {"COMMENT": ""})
    expires = now.timestamp() + volume.block.kept_seconds
    taken = {"state": SnapshotState.CREATED, "volume": held, "expires": expires}
    model.objects.change(made, facts(service, volume, number) | taken)
