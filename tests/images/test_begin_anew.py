"""What a cluster's coordinator has etcd do to data nodes before it begins, by the script of its image."""

from __future__ import annotations

import base64

from tests.images.fake_etcd import serving

SCRIPT = "begin-anew.sh"
FOUND = {"header": {"revision": "2"}, "kvs": [{"key": "YQ==", "lease": "7587899223533144987"}, {"lease": "12"}]}


def test_leases_of_data_nodes_are_revoked_and_no_others() -> None:
    with serving(FOUND) as etcd:
        (path, asked), *revoked = etcd.asked_by(SCRIPT)
    first, end = (base64.b64decode(asked[it]).decode() for it in ("key", "range_end"))
    assert (path, first) == ("/v3/kv/range", "by-dev/meta/session/datanode-")
    assert first < "by-dev/meta/session/datanode-5" < end < "by-dev/meta/session/indexnode-5"
    assert revoked == [("/v3/lease/revoke", {"ID": it}) for it in ("7587899223533144987", "12")]


def test_a_first_start_finds_none() -> None:
    with serving({"header": {"revision": "1"}}) as etcd:
        assert [path for path, _ in etcd.asked_by(SCRIPT)] == ["/v3/kv/range"]
