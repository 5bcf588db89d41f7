"""What a cluster holds, kept together before any of its services gets another image; and an older Milvus, refused."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN

from components.cluster_snapshot import ClusterSnapshotProvider
from components.downgrade import DowngradeError
from components.session import StatementError
from components.snapshots import Label
from tests.unit.backup.account import PLACE, STACK, Account, Service, cluster

RUNS = "/a/b/c/d:1"  # as the account's services have it
MILVUS = "/a/b/c/milvus:v2.5.27"  # whose tag tells what it is
IMAGES = dict.fromkeys(("ETCD", "KAFKA", "PROXY"), RUNS)
OLDS: dict[str, Any] = {
    "database": PLACE[0], "schema": PLACE[1], "images": IMAGES, "version": "2.5.27", "initial": [], "stack": STACK,
    "role": "DEPLOYER", "keep": 3, "timeout": 60, "parked": False,
}  # fmt: skip
NEWS = {**OLDS, "images": {**IMAGES, "PROXY": "/a/b/c/d:2"}, "version": "2.6.10"}


@pytest.fixture
def account() -> Account:
    return cluster()


@pytest.fixture
def provider(account: Account, monkeypatch: pytest.MonkeyPatch) -> ClusterSnapshotProvider:
    made = ClusterSnapshotProvider()
    monkeypatch.setattr(made, "session", lambda _role: account)
    return made


def labels(account: Account) -> list[Label]:
    return [label for it in account.snapshots.values() if (label := Label.read(it.comment))]


@pytest.mark.parametrize("changed", IMAGES)
def test_keep_all_of_it_together_whichever_gets_another_image(
    account: Account, provider: ClusterSnapshotProvider, changed: str
) -> None:
    news = {**NEWS, "images": {**IMAGES, changed: "/a/b/c/d:2"}}
    assert provider.update("1", OLDS, news).outs == news
    found = labels(account)
    assert {it.service.rpartition(".")[2] for it in found} == {"ETCD", "KAFKA"}
    assert {(it.why, it.milvus, it.quiet) for it in found} == {("before another image", "2.5.27", "suspended")}
    assert len({it.backup for it in found}) == 1


def test_run_all_of_it_again_as_it_was(account: Account, provider: ClusterSnapshotProvider) -> None:
    """Those that get no other image are rolled by nobody."""
    provider.update("1", OLDS, NEWS)
    assert {it.status for it in account.services.values()} == {"RUNNING"}
    provider.update("1", OLDS, {**NEWS, "parked": True})
    assert {account.services[name].status for name in IMAGES} == {"SUSPENDED"}


def test_run_all_of_it_again_where_a_snapshot_is_refused(account: Account, provider: ClusterSnapshotProvider) -> None:
    account.refused = ("CREATE SNAPSHOT",)
    with pytest.raises(StatementError, match="refused: CREATE"):
        provider.update("1", OLDS, NEWS)
    assert account.snapshots == {}
    assert {it.status for it in account.services.values()} == {"RUNNING"}


def test_keep_so_many(account: Account, provider: ClusterSnapshotProvider) -> None:
    for _ in range(4):
        provider.update("1", OLDS, {**NEWS, "keep": 2})
    assert len({it.backup for it in labels(account)}) == 2


def test_keep_nothing_where_nothing_is_or_changes_or_is_to_be_kept(
    account: Account, provider: ClusterSnapshotProvider
) -> None:
    provider.update("1", OLDS, {**OLDS, "version": "2.5.28"})
    provider.update("1", OLDS, {**NEWS, "keep": 0})
    account.services = {"JUPYTER": Service(owner="JUPYTER_OWNER_ROLE")}
    provider.create(NEWS)
    assert account.snapshots == {}
    assert not [it for it in account.statements if it.startswith("ALTER")]


def test_keep_nothing_where_there_is_no_schema_yet(provider: ClusterSnapshotProvider) -> None:
    provider.create({**NEWS, "schema": "NOT_YET"})


def test_keep_nothing_of_what_is_in_a_bucket_outside_and_say_so(
    account: Account, provider: ClusterSnapshotProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    account.services["PROXY"].storage = "s3.example.org"
    provider.update("1", OLDS, NEWS)
    assert account.snapshots == {}
    assert "nothing is kept, since its object storage is s3.example.org, outside" in capsys.readouterr().out


def test_drop_none_that_another_service_has_kept(account: Account, provider: ClusterSnapshotProvider) -> None:
    account.services["OTHER"] = Service({"data": "rows"})
    for image in ("/a/b/c/d:2", "/a/b/c/d:3"):
        provider.update("1", OLDS, {**OLDS, "images": {"OTHER": image}, "keep": 1})
    provider.update("1", OLDS, {**NEWS, "keep": 1})
    assert sorted(it.service.rpartition(".")[2] for it in labels(account)) == ["ETCD", "KAFKA", "OTHER"]


def test_keep_what_a_stack_of_before_holds_at_its_first_run(
    account: Account, provider: ClusterSnapshotProvider
) -> None:
    provider.create(OLDS)
    assert account.snapshots == {}
    provider.create(NEWS)
    assert {it.milvus for it in labels(account)} == {"not known"}


def test_keep_nothing_where_the_image_beside_milvus_changes_alone(
    account: Account, provider: ClusterSnapshotProvider
) -> None:
    account.services["PROXY"].images = (MILVUS, "/a/b/c/keeper:1")
    of_keeper = {**OLDS, "images": {**IMAGES, "PROXY": MILVUS}}
    provider.update("1", OLDS, of_keeper)
    provider.create(of_keeper)
    assert account.snapshots == {}
    provider.update("1", OLDS, {**NEWS, "images": {**IMAGES, "PROXY": "/a/b/c/milvus:v2.6.10"}})
    assert len(account.snapshots) == 2


def test_know_the_oldest_version_at_its_first_run_where_all_nodes_tell(
    account: Account, provider: ClusterSnapshotProvider
) -> None:
    account.services |= {"COORDINATOR": Service(images=("/a/b/c/milvus:v2.6.11",))}
    account.services["PROXY"].images = (MILVUS, "/a/b/c/keeper:1")
    news = {**NEWS, "images": {**NEWS["images"], "COORDINATOR": "/a/b/c/d:2"}}
    older = {**news, "version": "2.5.26"}
    with pytest.raises(DowngradeError, match=r"the cluster has run Milvus 2\.5\.27, and would run 2\.5\.26, which"):
        provider.create(older)
    assert account.steps == []
    account.services["COORDINATOR"].images = (RUNS,)
    provider.create(older)
    assert {it.milvus for it in labels(account)} == {"not known"}


def test_see_another_image_at_preview(provider: ClusterSnapshotProvider) -> None:
    assert not provider.diff("1", OLDS, {**OLDS, "keep": 7, "timeout": 90, "parked": True}).changes
    assert provider.diff("1", OLDS, NEWS).changes
    assert provider.diff("1", OLDS, {**OLDS, "images": UNKNOWN}).changes
    assert provider.diff("1", OLDS, {**OLDS, "schema": "OTHER"}).replaces == ["schema"]


def test_refuse_an_older_milvus(account: Account, provider: ClusterSnapshotProvider) -> None:
    older = {**NEWS, "version": "2.5.26"}
    for act in (provider.diff, provider.update):
        with pytest.raises(DowngradeError, match=r"the cluster has run Milvus 2\.5\.27, and would run 2\.5\.26, which"):
            act("1", OLDS, older)
    assert account.steps == []
    assert provider.diff("1", OLDS, {**older, "initial": ["BACKUP_DEV"]}).changes
