"""What a service holds, kept before another image writes to it; and an older Milvus, refused."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN

from components.downgrade import DowngradeError
from components.image_snapshot import ImageSnapshotProvider
from components.snapshots import Label
from tests.unit.backup.account import PLACE, STACK, Account, standalone

RUNS = "/a/b/c/d:1"  # as the account's service has it
MILVUS = "/a/b/c/milvus:v2.5.27"  # whose tag tells what it is
OLDS: dict[str, Any] = {
    "database": PLACE[0], "schema": PLACE[1], "service": "MILVUS", "image": RUNS, "version": "2.5.27",
    "initial": [], "stack": STACK, "role": "DEPLOYER", "keep": 3, "timeout": 60,
}  # fmt: skip
NEWS = {**OLDS, "image": "/a/b/c/d:2", "version": "2.6.10"}


@pytest.fixture
def account() -> Account:
    return standalone()


@pytest.fixture
def provider(account: Account, monkeypatch: pytest.MonkeyPatch) -> ImageSnapshotProvider:
    made = ImageSnapshotProvider()
    monkeypatch.setattr(made, "session", lambda _role: account)
    return made


def labels(account: Account) -> list[Label]:
    found = [Label.read(it.comment) for it in account.snapshots.values()]
    return [it for it in found if it]


def test_keep_what_is_there_before_another_image(account: Account, provider: ImageSnapshotProvider) -> None:
    account.refused = ("USE SECONDARY ROLES",)  # which is not needed where one role makes everything
    assert provider.update("1", OLDS, NEWS).outs == NEWS
    (kept,) = account.snapshots.values()
    assert kept.content == "rows"
    (label,) = labels(account)
    assert (label.why, label.milvus, label.image) == ("before another image", "2.5.27", "sha256:1")
    assert account.services["MILVUS"].status == "SUSPENDED"  # its roll resumes it, with the other image


def test_keep_so_many(account: Account, provider: ImageSnapshotProvider) -> None:
    for _ in range(5):
        provider.update("1", OLDS, {**NEWS, "keep": 2})
    assert len(account.snapshots) == 2


def test_keep_nothing_where_nothing_is_or_changes_or_is_to_be_kept(
    account: Account, provider: ImageSnapshotProvider
) -> None:
    provider.update("1", OLDS, {**OLDS, "version": "2.5.28"})
    provider.update("1", OLDS, {**NEWS, "keep": 0})
    provider.create({**NEWS, "service": "NOT_YET"})
    provider.create({**NEWS, "service": "JUPYTER"})
    assert account.snapshots == {}
    assert account.services["MILVUS"].status == "RUNNING"


def test_keep_what_a_stack_of_before_holds_at_its_first_run(account: Account, provider: ImageSnapshotProvider) -> None:
    provider.create(OLDS)
    assert account.snapshots == {}
    provider.create(NEWS)
    assert [it.milvus for it in labels(account)] == ["not known"]


def test_keep_the_volumes_of_the_instances_that_are_there(account: Account, provider: ImageSnapshotProvider) -> None:
    account.services["MILVUS"].instances = 2
    provider.update("1", {**OLDS, "instances": 1}, NEWS)  # which a state of before has
    assert [it.instance for it in labels(account)] == ["0", "1"]


def test_know_the_version_at_its_first_run_where_the_accounts_image_tells(
    account: Account, provider: ImageSnapshotProvider
) -> None:
    account.services["MILVUS"].images = (MILVUS, RUNS)
    outs = provider.create({**NEWS, "version": None}).outs
    assert [it.milvus for it in labels(account)] == ["2.5.27"]
    assert outs is not None
    assert outs["version"] == "2.5.27"


@pytest.mark.parametrize("keep", [3, 0])
def test_refuse_an_older_milvus_at_its_first_run(account: Account, provider: ImageSnapshotProvider, keep: int) -> None:
    account.services["MILVUS"].images = (MILVUS, RUNS)
    with pytest.raises(DowngradeError, match=r"service MILVUS_DEMO\.PUBLIC\.MILVUS has run Milvus 2\.5\.27"):
        provider.create({**NEWS, "version": "2.5.26", "keep": keep})
    assert account.steps == []


def test_let_an_older_one_begin_anew_at_its_first_run(account: Account, provider: ImageSnapshotProvider) -> None:
    account.services["MILVUS"].images = (MILVUS,)
    older = {**NEWS, "version": "2.4.24", "initial": ["BACKUP_DEV"]}
    provider.create(older)
    account.services["MILVUS"].initial = "BACKUP_DEV"  # by now, and a later one has written since
    with pytest.raises(DowngradeError):
        provider.create(older)


def test_see_another_image_at_preview(provider: ImageSnapshotProvider) -> None:
    assert not provider.diff("1", OLDS, {**OLDS, "keep": 7, "timeout": 90}).changes
    assert provider.diff("1", OLDS, NEWS).changes
    assert provider.diff("1", OLDS, {**OLDS, "image": UNKNOWN}).changes
    assert provider.diff("1", OLDS, {**OLDS, "service": "OTHER"}).replaces == ["service"]


@pytest.mark.parametrize("version", ["2.5.26", "2.4.24"])
def test_refuse_an_older_milvus(account: Account, provider: ImageSnapshotProvider, version: str) -> None:
    with pytest.raises(DowngradeError, match=rf"has run Milvus 2\.5\.27, and would run {version}, which does not read"):
        provider.diff("1", OLDS, {**NEWS, "version": version})
    with pytest.raises(DowngradeError):
        provider.update("1", OLDS, {**NEWS, "version": version})
    assert account.steps == []


def test_let_an_upgrade_that_was_never_sent_be_taken_back(account: Account, provider: ImageSnapshotProvider) -> None:
    """Its snapshot was taken, and then something failed: the account has the image of before."""
    taken = provider.update("1", OLDS, {**NEWS, "version": "2.6.10"}).outs
    assert taken is not None
    assert provider.diff("1", taken, OLDS).changes
    outs = provider.update("1", taken, OLDS).outs
    assert outs is not None
    assert outs["version"] == "2.5.27"
    account.services["MILVUS"].images = (NEWS["image"],)
    with pytest.raises(DowngradeError):
        provider.diff("1", taken, OLDS)
    del account.services["MILVUS"]  # or it cannot be seen
    with pytest.raises(DowngradeError):
        provider.diff("1", taken, OLDS)


def test_let_an_older_one_begin_anew_with_a_snapshot(provider: ImageSnapshotProvider) -> None:
    older = {**NEWS, "version": "2.4.24", "initial": ["BACKUP_DEV"]}
    assert provider.diff("1", OLDS, older).changes
    with pytest.raises(DowngradeError):
        provider.diff("1", {**OLDS, "initial": ["BACKUP_DEV"]}, older)


def test_remember_the_version_while_it_is_not_known(provider: ImageSnapshotProvider) -> None:
    outs = provider.update("1", OLDS, {**NEWS, "version": None}).outs
    assert outs is not None
    assert outs["version"] == "2.5.27"
    assert not provider.diff("1", outs, {**NEWS, "version": None}).changes
    with pytest.raises(DowngradeError):
        provider.diff("1", outs, {**NEWS, "version": "2.4.24"})
