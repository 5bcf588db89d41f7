"""Snapshots of block volumes. https://docs.snowflake.com/en/sql-reference/sql/create-snapshot

A snapshot is a volume of its own: a copy, or what a dropped service left.
"""

from __future__ import annotations

from typing import Any

from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import PAGES
from spcs_local.kinds.columns import (
    comment,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
    stored,
)
from spcs_local.kinds.kind import Hooks, Kind
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, text
from spcs_local.services import names
from spcs_local.services.records.volumes import Volumes
from spcs_local.services.states import SnapshotState
from spcs_local.specification import Volume


def _drop(change: Change, found: StoredObject) -> None:
    if found["volume"] is not None:
        Volumes(change.model.catalog, change.model.settings.id).doom(found["volume"])


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
        "state": SnapshotState.INITIALIZED,
        "service": str(service.path),
        "of_volume": volume.name,
        "instance": str(number),
        "size": (volume.size_bytes or 0) // 2**30,
        "encryption": volume.block.encryption,
    }


def snapshot_volume(account_id: str, snapshot: StoredObject) -> str:
    """The name of the volume that a snapshot is a copy in."""
    return f"{names.prefix(account_id)}-snapshot-{snapshot.id}"
