"""SHOW SERVICE VOLUMES IN SERVICE."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import create, settle

SPEC = """
spec:
  containers:
    - name: first
      image: /demo/app/repo/image:1
      volumeMounts: [{name: data, mountPath: /data}, {name: files, mountPath: /a}, {name: files, mountPath: /b}]
    - name: second
      image: /demo/app/repo/image:1
      volumeMounts: [{name: quick, mountPath: /quick}, {name: scratch, mountPath: /s}]
  volumes:
    - {name: data, source: block, size: 10Gi, blockConfig: {iops: 4000}}
    - {name: files, source: stage, stageConfig: {name: "@FILES/dir"}}
    - {name: quick, source: memory, size: 512Mi}
    - {name: scratch, source: local}
    - {name: unused, source: local}
"""
COLUMNS = (
    "volume_name instance_id container_name volume_type size iops throughput encryption snapshot_used stage_source"
    " volume_mounts"
)


def test_each_mounted_volume_is_listed_by_container(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=SPEC)
    settle(world)
    found = rows(owner, "SHOW SERVICE VOLUMES IN SERVICE SVC")
    assert " ".join(found[0]) == COLUMNS
    assert [tuple(row.values()) for row in found] == [
        ("data", "0", "first", "block", "10Gi", 4000, 125, "SNOWFLAKE_SSE", None, None, "/data"),
        ("files", "0", "first", "stage", None, None, None, "SNOWFLAKE_SSE", None, "DEMO.APP.FILES", "/a,/b"),
        ("quick", "0", "second", "memory", "0.5Gi", None, None, None, None, None, "/quick"),
        ("scratch", "0", "second", "local", None, None, None, None, None, None, "/s"),
    ]
    run(owner, "GRANT MONITOR ON SERVICE SVC TO ROLE GUEST")
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    [row] = [row for row in rows(guest, "SHOW SERVICE VOLUMES IN SERVICE SVC") if row["volume_type"] == "stage"]
    assert "'DEMO.APP.FILES' does not exist or not authorized" in row["encryption"]
