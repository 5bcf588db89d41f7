"""What the resources that come before another image have in common."""

from __future__ import annotations

import base64

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from components.cluster_snapshot import ClusterSnapshotProvider
from components.image_change import ImageChangeProvider
from components.image_snapshot import ImageSnapshotProvider
from tests.unit.backup.account import PLACE, STACK, Account, standalone

COMMON = {
    "database": PLACE[0], "schema": PLACE[1], "version": "2.6.10", "initial": [], "stack": STACK, "role": "DEPLOYER",
    "keep": 3, "timeout": 60, "parked": True,
}  # fmt: skip
CHANGES = [
    (ImageSnapshotProvider, {"service": "MILVUS", "image": "/a/b/c/d:2"}),
    (ClusterSnapshotProvider, {"images": {"MILVUS": "/a/b/c/d:2"}}),
]


@pytest.fixture
def account() -> Account:
    return standalone()


@pytest.mark.parametrize("provider", [ImageSnapshotProvider, ClusterSnapshotProvider])
def test_a_state_has_the_name_of_the_provider_and_nothing_of_it(provider: type[ImageChangeProvider]) -> None:
    """By which states of before find it."""
    recorded = base64.b64decode(serialize_provider(provider()))
    assert all(part.encode() in recorded for part in (provider.__module__, provider.__name__))
    assert b"image_change" not in recorded
    assert len(recorded) < 100


@pytest.mark.parametrize(("provider", "props"), CHANGES)
def test_take_with_all_roles_and_look_with_one(
    account: Account, monkeypatch: pytest.MonkeyPatch, provider: type[ImageChangeProvider], props: dict[str, object]
) -> None:
    made = provider()
    monkeypatch.setattr(made, "session", lambda _role: account)
    made.create({**COMMON, **props})
    looks = [it for it in account.statements if it.startswith(("SHOW SERVICES", "DESCRIBE SERVICE"))]
    assert account.statements.index("USE SECONDARY ROLES ALL") > account.statements.index(looks[0])
    assert account.steps[0] == "ALTER SERVICE MILVUS SUSPEND"
    assert [it.partition("_DEV_")[0] for it in account.steps[1:]] == ["CREATE SNAPSHOT BACKUP"]
