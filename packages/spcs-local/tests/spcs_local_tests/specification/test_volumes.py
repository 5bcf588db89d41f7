"""What a volume says of itself."""

from __future__ import annotations

import pytest

from spcs_local.specification import Volume, parse


def volume(fields: str) -> Volume:
    """The one of a specification."""
    [found] = parse(f"spec: {{containers: [{{name: a, image: /d/s/r/i}}], volumes: [{{name: v, {fields}}}]}}").volumes
    return found


@pytest.mark.parametrize(
    ("fields", "owner"),
    [("source: local", None), ("source: local, uid: 1", (1, 0)), ("source: local, uid: 1, gid: 2", (1, 2))],
)
def test_owner_is_who_is_named(fields: str, owner: tuple[int, int] | None) -> None:
    assert volume(fields).owner == owner


@pytest.mark.parametrize(("config", "seconds"), [("{}", 7 * 86400.0), ("{snapshotDeleteAfter: 36h}", 36 * 3600.0)])
def test_automatic_snapshot_is_kept_for_its_time(config: str, seconds: float) -> None:
    assert volume(f"source: block, size: 1Gi, blockConfig: {config}").block.kept_seconds == seconds


def test_snapshot_is_what_a_block_volume_begins_with() -> None:
    block = "source: block, size: 1Gi"
    assert volume(block).snapshot is None
    assert volume(f"{block}, blockConfig: {{initialContents: {{fromSnapshot: d.s.before}}}}").snapshot == "d.s.before"
