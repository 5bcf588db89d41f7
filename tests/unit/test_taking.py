"""What a backup takes, and what it says."""

from __future__ import annotations

import pytest

from components.session import StatementError
from components.snapshots import BY_HAND
from tests.unit.backup.account import cluster, standalone


def test_take_all_volumes_while_nothing_runs() -> None:
    account = cluster()
    backup = account.taking().take(BY_HAND)
    assert backup.whole
    assert [(it.label.service, it.label.volume) for it in backup.snapshots] == [
        ("MILVUS_DEMO.PUBLIC.ETCD", "etcd"),
        ("MILVUS_DEMO.PUBLIC.KAFKA", "log"),
    ]
    assert {it.content for it in account.snapshots.values()} == {"keys", "messages"}


def test_say_what_wrote_the_files_and_what_kept_them_at_rest() -> None:
    backup = standalone().taking().take(BY_HAND)
    label = backup.snapshots[0].label
    assert (label.milvus, label.image, label.quiet, label.why) == ("2.5.27", "sha256:1", "suspended", "by hand")


def test_say_that_nothing_is_known_of_an_image_by_digest_that_rests() -> None:
    account = standalone()
    account.services["MILVUS"].status = "SUSPENDED"
    label = account.taking(None, parked=True).take(BY_HAND).snapshots[0].label
    assert (label.milvus, label.image) == ("not known", "not known")
    assert account.services["MILVUS"].status == "SUSPENDED"


def test_leave_nothing_and_run_again_where_a_snapshot_is_refused() -> None:
    account = cluster()
    account.refused = ('CREATE SNAPSHOT "MILVUS_DEMO"."PUBLIC"."BACKUP_DEV_KAFKA',)
    with pytest.raises(StatementError, match="refused"):
        account.taking().take(BY_HAND)
    assert account.snapshots == {}
    assert {it.status for it in account.services.values()} == {"RUNNING"}
