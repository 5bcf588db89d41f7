"""Which sessions a role of a cluster has etcd end before it begins, by the script of its image."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.images.fake_etcd import Etcd, serving

SCRIPT = "end-own-sessions.sh"
RANGE, REVOKE = "/v3/kv/range", "/v3/lease/revoke"


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """Of a container with two addresses."""
    program = tmp_path / "hostname"
    program.write_text("#!/bin/sh\n[ $1 = -I ] && echo '10.0.0.7 10.1.0.7 '\n")
    program.chmod(0o755)
    return {"PATH": f"{tmp_path}:/usr/bin:/bin"}


def kept(lease: int, **session: object) -> dict[str, str]:
    """As etcd's gateway says it."""
    value = base64.b64encode(json.dumps(session, separators=(",", ":")).encode()).decode()
    return {"key": "YQ==", "create_revision": "3", "version": "1", "value": value, "lease": str(lease)}


def revoked(etcd: Etcd, variables: dict[str, str]) -> list[str]:
    (path, asked), *others = etcd.asked_by(SCRIPT, variables)
    first, end = (base64.b64decode(asked[it]).decode() for it in ("key", "range_end"))
    assert path == RANGE
    assert first < "by-dev/meta/session/datacoord" < "by-dev/meta/session/rootcoord" < end
    assert {it for it, _ in others} <= {REVOKE}
    return [str(body["ID"]) for _, body in others]


def test_what_ran_at_its_addresses_has_no_session_any_more(variables: dict[str, str]) -> None:
    found = [
        kept(7587899223533144987, ServerID=3, ServerName="querynode", Address="10.0.0.7:21123"),
        # of another, whose address begins, ends or looks alike, or who names ours elsewhere
        kept(12, ServerID=4, ServerName="querynode", Address="10.0.0.71:21123"),
        kept(13, ServerID=5, ServerName="querynode", Address="110.0.0.7:21123"),
        kept(14, ServerID=6, ServerName="querynode", Address="10.0.0.8:21123", HostName="10.0.0.7:21123"),
        # the number of the next session, which has no lease
        {"key": "YQ==", "create_revision": "3", "version": "25", "value": "MjU="},
        kept(15, ServerID=7, ServerName="datacoord", Address="10.1.0.7:13333"),
    ]
    with serving({"header": {"revision": "2"}, "kvs": found}) as etcd:
        assert revoked(etcd, variables) == ["7587899223533144987", "15"]


def test_a_first_start_finds_none(variables: dict[str, str]) -> None:
    with serving({"header": {"revision": "1"}}) as etcd:
        assert revoked(etcd, variables) == []
