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


def test_tell_the_oldest_milvus_where_the_images_of_all_nodes_tell() -> None:
    account = cluster()
    account.services["ETCD"].images = ("/a/b/c/etcd:3.5.25", "/a/b/c/milvus:v2.3.5")  # no node of the cluster's
    account.services |= {"MORE": Service(images=("/a/b/c/milvus:v2.6.9", "/a/b/c/keeper:1"))}
    assert account.found().version is None
    account.services["PROXY"].images = ("/a/b/c/milvus:v2.6.10",)
    assert account.found().version == "2.6.9"


def test_tell_the_milvus_that_holds_its_data_itself() -> None:
    account = standalone()
    account.services["MILVUS"].images = ("/a/b/c/milvus:v2.5.27", "/a/b/c/keeper:1")
    assert account.found().version == "2.5.27"


def test_tell_what_volumes_have_begun_with() -> None:
    account = standalone()
    assert account.found().initial == []
    account.services["MILVUS"].initial = "BACKUP_DEV"
    assert account.found().initial == ["BACKUP_DEV"]


def test_tell_which_images_run() -> None:
    account = standalone()
    (milvus,) = account.found().holding
    assert image_digests(account, milvus) == ("sha256:1",)
    assert milvus.images == ["/a/b/c/d:1"]
