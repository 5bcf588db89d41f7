"""What a cluster's coordinator says to etcd of root before it begins, by the script of its image."""

from __future__ import annotations

import base64
import json

from tests.images.fake_etcd import serving

ROOT, DONE = "by-dev/meta/root-coord/credential/users/root", "milvus-spcs/root-is-locked"


def opened(put: dict[str, str]) -> tuple[str, str]:
    return base64.b64decode(put["key"]).decode(), base64.b64decode(put["value"]).decode()


def test_root_is_locked_in_one_transaction_which_is_done_once() -> None:
    with serving({"header": {"revision": "2"}, "succeeded": True}) as etcd:
        [(path, asked)] = etcd.asked_by("lock-root.sh")
    assert path == "/v3/kv/txn"
    [unless] = asked["compare"]
    assert base64.b64decode(unless.pop("key")).decode() == DONE
    assert unless == {"target": "VERSION", "result": "EQUAL", "version": "0"}
    puts = dict(opened(it["requestPut"]) for it in asked["success"])
    assert puts.keys() == {ROOT, DONE}
    assert json.loads(puts[ROOT]) == {"username": "root", "encrypted_password": "!"}
    assert "failure" not in asked
