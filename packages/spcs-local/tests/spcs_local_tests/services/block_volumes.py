"""What the tests of block volumes and their snapshots share."""

from __future__ import annotations

from typing import Any

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows
from spcs_local_tests.services.world import BLOCK, containers_of

TAKE = 'CREATE SNAPSHOT BEFORE FROM SERVICE SVC VOLUME "data" INSTANCE 0'
UNSAVED = BLOCK.replace("size: 10Gi", "size: 10Gi, blockConfig: {snapshotOnDelete: false}")
FROM = BLOCK.replace("size: 10Gi", "size: 10Gi, blockConfig: {initialContents: {fromSnapshot: before}}")


def snapshots(connection: SnowflakeConnection) -> list[dict[str, Any]]:
    return rows(connection, "SHOW SNAPSHOTS IN SCHEMA DEMO.APP")


def mounted(account: RunningAccount) -> str | None:
    """What is on the volume that the one container has at /data."""
    port = containers_of(account)
    [spec] = port.specs.values()
    return port.contents.get(next(mount.source for mount in spec.mounts if mount.target == "/data"))
