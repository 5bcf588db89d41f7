"""Snapshots of block volumes. https://docs.snowflake.com/en/sql-reference/sql/create-snapshot

A snapshot is a volume of its own: a copy, or what a dropped service left.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.model.clauses import PAGES
from spcs_local.model.columns import (
    comment,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
    stored,
)
from spcs_local.model.identifiers import MOST_CHARACTERS
from spcs_local.model.kinds import SCHEMA, Hooks, Kind, Property, text
from spcs_local.model.objects import StoredObject
from spcs_local.services import names
from spcs_local.services.volumes import Volumes
from spcs_local.specification import Volume

if TYPE_CHECKING:
    from spcs_local.account import Account

INITIALIZED, CREATED, ERROR = "INITIALIZED", "CREATED", "ERROR"


def _drop(call: Any, found: StoredObject) -> None:
    if found["volume"] is not None:
        Volumes(call.account.catalog, call.account.settings.id).doom(found["volume"])


_COLUMNS = (
    own_name(),
    stored("state", "state"),
    database_name(),
    schema_name(),
    stored("service_name", "service"),
    stored("volume_name", "of_volume"),
    stored("instance", "instance"),
    stored("size", "size", "FIXED"),
    comment(),
    owner(),
    owner_role_type(),
    created_on(),
    stored("encryption", "encryption"),
)

SNAPSHOT = Kind(
    name="SNAPSHOT",
    plural="SNAPSHOTS",
    scope=SCHEMA,
    properties=(Property("COMMENT", text, ""),),
    privileges=("USAGE",),
    create_privilege="CREATE SNAPSHOT",
    show=_COLUMNS,
    describe=_COLUMNS,
    clauses=frozenset(PAGES),
    hooks=Hooks(drop=_drop),
)


def facts(service: StoredObject, volume: Volume, number: int) -> dict[str, Any]:
    """What is known of a snapshot of an instance's volume before it is taken."""
    return {
        "state": INITIALIZED,
        "service": str(service.path),
        "of_volume": volume.name,
        "instance": str(number),
        "size": (volume.size_bytes or 0) // 2**30,
        "encryption": volume.block.encryption,
    }


def snapshot_volume(account_id: str, snapshot: StoredObject) -> str:
    """The name of the volume that a snapshot is a copy in."""
    return f"{names.prefix(account_id)}-snapshot-{snapshot.id}"


def back_up(account: Account, service: StoredObject, volume: Volume, number: int, held: str) -> None:
    """The automatic snapshot: the volume itself, as it is about to be let go."""
    now = datetime.now(UTC)
    rest = f"_{volume.name.replace('-', '_').upper()}_{number}_{now:%Y%m%d%H%M%S%f}"
    name = f"SYS_BACKUP_ON_DELETE_{service.name}"[: MOST_CHARACTERS - len(rest)] + rest
    made = account.objects.create(SNAPSHOT, service.parent_id, name, service.owner_id, {"COMMENT": ""})
    expires = now.timestamp() + volume.block.kept_seconds
    taken = {"state": CREATED, "volume": held, "expires": expires}
    account.objects.change(made, facts(service, volume, number) | taken)


class SnapshotTaker:
    """Takes the snapshots that were asked for, and drops those whose time is over."""

    def __init__(self, account: Account, port: ContainerPort, volumes: Volumes) -> None:
        self._account = account
        self._port = port
        self._volumes = volumes

    def look(self) -> None:
        """Once at each of them."""
        for found in self._account.objects.list("SNAPSHOT"):
            if found["state"] == INITIALIZED:
                self._take(found)
            elif found["expires"] is not None and time.time() > found["expires"]:
                self._expire(found)

    def _take(self, found: StoredObject) -> None:
        try:
            self._port.copy_volume(found["source"], found["volume"])
            state = CREATED
        except ContainerError:
            state = ERROR
        with self._account.catalog.transaction():
            current = next((item for item in self._account.objects.list("SNAPSHOT") if item.id == found.id), None)
            if current is not None:
                self._account.objects.change(current, {"state": state})
            else:  # dropped meanwhile
                self._volumes.doom(found["volume"])

    def _expire(self, found: StoredObject) -> None:
        with self._account.catalog.transaction():
            self._volumes.doom(found["volume"])
            self._account.objects.drop(found)
