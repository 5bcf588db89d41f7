"""Which services of a stack hold data."""

from __future__ import annotations

import pytest

from components.backup.services import BackupError, find_services
from components.deployment import Deployment
from tests.unit.backup.account import Account, Service, cluster, standalone


def test_find_the_services_of_a_state() -> None:
    assert [str(it.object.name) for it in cluster().found().in_order_of_rest] == ["PROXY", "ETCD", "KAFKA"]


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
