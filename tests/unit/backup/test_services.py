"""Which services of a stack hold data."""

from __future__ import annotations

import pytest

from components.backup.services import BackupError, find_services, image_digests
from components.deployment import Deployment
from tests.unit.backup.account import Account, Service, cluster, standalone


def test_find_what_holds_data_and_what_works_with_it() -> None:
    found = cluster().found()
    assert [str(it.object.name) for it in found.in_order_of_rest] == ["PROXY", "ETCD", "KAFKA"]
    assert [(str(it.object.name), *rest) for it, *rest in found.volumes] == [
        ("ETCD", "etcd", "0"),
        ("KAFKA", "log", "0"),
    ]


def test_leave_out_what_is_gone_from_the_account() -> None:
    account = standalone()
    state = account.deployment
    del account.services["JUPYTER"]
    assert [str(it.object.name) for it in find_services(state, account, "dev").holding] == ["MILVUS"]


@pytest.mark.parametrize("account", [Account({}), Account({"JUPYTER": Service()})])
def test_say_that_there_is_nothing_to_back_up(account: Account) -> None:
    with pytest.raises(BackupError, match=r"stack dev has no service with a block volume .* pulumi up"):
        account.found()
    with pytest.raises(BackupError):
        find_services(Deployment({}), account, "dev")


def test_tell_which_images_run() -> None:
    account = standalone()
    (milvus,) = account.found().holding
    assert image_digests(account, milvus) == ("sha256:1",)
    assert milvus.containers[0]["image"] == "/a/b/c/d:1"
