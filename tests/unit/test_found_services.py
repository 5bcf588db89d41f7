"""What an account's services hold, and which of them work with it."""

from __future__ import annotations

from components.found_services import FoundServices, described, image_digests
from components.sql import SchemaObject
from tests.unit.backup.account import PLACE, Account, Service, cluster, standalone


def test_tell_what_holds_data_from_what_works_with_it() -> None:
    found = cluster().found()
    assert [str(it.object.name) for it in found.in_order_of_rest] == ["PROXY", "ETCD", "KAFKA"]
    assert [(str(it.object.name), *rest) for it, *rest in found.volumes] == [
        ("ETCD", "etcd", "0"),
        ("KAFKA", "log", "0"),
    ]


def test_leave_out_those_of_other_owners_and_what_is_not_there() -> None:
    account = Account({"MILVUS": Service({"data": "rows"}), "JUPYTER": Service(owner="JUPYTER_OWNER_ROLE")})
    names = [SchemaObject.of(*PLACE, name) for name in ("JUPYTER", "MILVUS", "GONE")]
    services = FoundServices.of(it for it in (described(account, each) for each in names) if it)
    assert [str(it.object.name) for it in services.in_order_of_rest] == ["MILVUS"]


def test_tell_which_images_run() -> None:
    account = standalone()
    (milvus,) = account.found().holding
    assert image_digests(account, milvus) == ("sha256:1",)
    assert milvus.images == ["/a/b/c/d:1"]
