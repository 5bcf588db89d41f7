"""A restore puts all of a backup in place, or changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.backup.restoring import Restoring
from components.backup.services import BackupError
from components.snapshots import BEFORE_IMAGE, BY_HAND, Backup
from tests.unit.backup.account import Account, Service, cluster, standalone


def chosen(account: Account, name: str | None = None) -> Backup:
    taking = account.taking()
    return Restoring(taking).chosen(name, taking.snapshots)


def test_put_back_what_was_there() -> None:
    account = standalone("rows")
    account.taking().take(BY_HAND)
    account.services["MILVUS"].volumes["data"] = "fewer rows"
    before = Restoring(account.taking()).restore(chosen(account))
    assert account.services["MILVUS"] == Service({"data": "rows"})
    assert before.why == "before a restore"
    assert account.snapshots[str(before.snapshots[0].object.name)].content == "fewer rows"


def test_go_back_on_a_restore_by_the_backup_that_it_took() -> None:
    account = standalone("rows")
    account.taking().take(BY_HAND)
    account.services["MILVUS"].volumes["data"] = "more rows"
    before = Restoring(account.taking()).restore(chosen(account))
    assert chosen(account) != before  # the newest is the one by hand
    Restoring(account.taking()).restore(chosen(account, before.id))
    assert account.services["MILVUS"].volumes["data"] == "more rows"


def test_keep_two_of_those_that_restores_have_taken() -> None:
    account = standalone()
    backup = account.taking().take(BY_HAND)
    for _ in range(3):
        Restoring(account.taking()).restore(backup)
    assert [it.why for it in account.taking().snapshots.backups()] == [BY_HAND, *["before a restore"] * 2]


def test_restore_all_of_several_volumes_with_everything_at_rest() -> None:
    account = cluster()
    account.taking().take(BY_HAND)
    account.services["ETCD"].volumes["etcd"] = account.services["KAFKA"].volumes["log"] = "later"
    Restoring(account.taking()).restore(chosen(account))
    assert account.services["ETCD"].volumes == {"etcd": "keys"}
    assert account.services["KAFKA"].volumes == {"log": "messages"}
    assert {it.status for it in account.services.values()} == {"RUNNING"}


def test_restore_into_a_volume_that_is_new() -> None:
    account = standalone()
    account.taking().take(BY_HAND)
    account.services["MILVUS"] = Service({"data": ""})
    Restoring(account.taking()).restore(chosen(account))
    assert account.services["MILVUS"].volumes["data"] == "rows"


def test_restore_another_clusters_backup_by_what_names_end_with() -> None:
    account = cluster()
    for name in ("ETCD", "KAFKA"):
        account.services[name] = Service({"data": f"of {name}"})
    account.taking().take(BY_HAND)
    for name in ("ETCD", "KAFKA"):
        del account.services[name]
        account.services[f"SECOND_{name}"] = Service({"data": ""})
    Restoring(account.taking()).restore(chosen(account))
    assert account.services["SECOND_ETCD"].volumes == {"data": "of ETCD"}
    assert account.services["SECOND_KAFKA"].volumes == {"data": "of KAFKA"}


def test_restore_another_stacks_backup_under_other_names() -> None:
    account = standalone()
    account.taking().take(BY_HAND)
    account.services["TEAM_MILVUS"] = Service({"data": ""})
    del account.services["MILVUS"]
    taking = account.taking()
    backup = Restoring(taking).chosen(None, replace(taking.snapshots, stack=None))
    Restoring(taking).restore(backup)
    assert account.services["TEAM_MILVUS"].volumes["data"] == "rows"


def refused(account: Account, backup: Backup, version: str | None = "2.5.27", *, parked: bool = False) -> str:
    before = len(account.steps)
    with pytest.raises(BackupError) as refusal:
        Restoring(account.taking(version, parked=parked)).restore(backup)
    assert len(account.steps) == before
    return str(refusal.value)


def test_refuse_what_a_later_version_has_written() -> None:
    account = standalone()
    backup = account.taking("v2.6.10-lite").take(BY_HAND)
    assert "was written by Milvus v2.6.10-lite, which 2.5.27 cannot read" in refused(account, backup)
    Restoring(account.taking("2.6.11")).restore(backup)
    Restoring(account.taking(None)).restore(backup)


def test_refuse_a_backup_of_other_volumes() -> None:
    account = cluster()
    backup = account.taking().take(BY_HAND)
    account.services["KAFKA"].volumes = {}
    assert "MILVUS_DEMO.PUBLIC.KAFKA/log/0; the stack has MILVUS_DEMO.PUBLIC.ETCD/etcd/0" in refused(account, backup)


def test_refuse_one_that_is_not_whole_and_a_stack_that_is_parked() -> None:
    account = standalone()
    backup = account.taking().take(BY_HAND)
    assert "parked" in refused(account, backup, parked=True)
    for kept in account.snapshots.values():
        kept.state = "ERROR"
    assert "is not whole" in refused(account, account.taking().snapshots.backups()[0])


def test_choose_the_newest_that_holds_all_of_the_stack() -> None:
    """And not one that a service took of its own, before another image."""
    account = standalone()
    account.services["OTHER"] = Service({"data": "other rows"})
    whole = account.taking().take(BY_HAND)
    rest = account.services.pop("MILVUS")
    part = account.taking().take(BEFORE_IMAGE)
    account.services["MILVUS"] = rest
    assert chosen(account) == whole
    assert "OTHER/data/0; the stack has MILVUS_DEMO.PUBLIC.MILVUS/data/0" in refused(account, chosen(account, part.id))


def test_say_where_the_rest_is_when_a_restore_is_refused_half_way() -> None:
    account = cluster()
    backup = account.taking().take(BY_HAND)
    account.refused = ('ALTER SERVICE "MILVUS_DEMO"."PUBLIC"."KAFKA" RESTORE',)
    with pytest.raises(BackupError, match=r"What was there before is in backup (\w+)\. .* make restore BACKUP=\1"):
        Restoring(account.taking()).restore(backup)
    assert {it.status for it in account.services.values()} == {"RUNNING"}


@pytest.mark.parametrize("name", [None, "20260101T000000Z"])
def test_say_which_there_are(name: str | None) -> None:
    account = standalone()
    with pytest.raises(BackupError, match=r"in MILVUS_DEMO\.PUBLIC; there are: none"):
        chosen(account, name)
