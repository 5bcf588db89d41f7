"""Which sessions a role of a cluster has etcd end before it begins, by the script of its image."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
from pathlib import Path

import pytest

from tests.images.fake_etcd import SCRIPTS, Etcd, serving

SCRIPT = "end-own-sessions.sh"
RANGE, REVOKE = "/v3/kv/range", "/v3/lease/revoke"
SESSIONS, AFTER_THEM = "by-dev/meta/session/", "by-dev/meta/session0"


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


def revoked(etcd: Etcd, role: str, variables: dict[str, str]) -> list[str]:
    (path, asked), *others = etcd.asked_by(SCRIPT, role, variables=variables)
    assert path == RANGE
    assert [base64.b64decode(asked[it]).decode() for it in ("key", "range_end")] == [SESSIONS, AFTER_THEM]
    assert {it for it, _ in others} <= {REVOKE}
    return [str(body["ID"]) for _, body in others]


FOUND = [
    kept(7587899223533144987, ServerID=3, ServerName="querynode", Address="10.0.0.7:21123"),
    # of another, whose address begins, ends or looks alike, or who names ours elsewhere
    kept(12, ServerID=4, ServerName="querynode", Address="10.0.0.71:21123"),
    kept(13, ServerID=5, ServerName="querynode", Address="110.0.0.7:21123"),
    kept(14, ServerID=6, ServerName="querynode", Address="10.0.0.8:21123", HostName="10.0.0.7:21123"),
    # the number of the next session, which has no lease
    {"key": "YQ==", "create_revision": "3", "version": "25", "value": "MjU="},
    kept(15, ServerID=7, ServerName="datacoord", Address="10.1.0.7:13333"),
    # a role beside this one, at the address that they share
    kept(16, ServerID=8, ServerName="proxy", Address="10.0.0.7:19529"),
    kept(17, ServerID=7, ServerName="rootcoord", Address="10.1.0.7:53100"),
]


@pytest.mark.parametrize(
    ("role", "ended"),
    [
        ("querynode", ["7587899223533144987"]),
        ("proxy", ["16"]),
        ("mixture", ["15", "17"]),
        ("mixcoord", ["15", "17"]),
        ("datanode", []),
    ],
)
def test_what_was_the_same_at_its_addresses_has_no_session_any_more(
    variables: dict[str, str], role: str, ended: list[str]
) -> None:
    with serving({"header": {"revision": "2"}, "kvs": FOUND}) as etcd:
        assert revoked(etcd, role, variables) == ended


def test_a_first_start_finds_none(variables: dict[str, str]) -> None:
    with serving({"header": {"revision": "1"}}) as etcd:
        assert revoked(etcd, "querynode", variables) == []


def test_an_etcd_that_says_nothing_is_given_up(variables: dict[str, str]) -> None:
    """It takes the question: its connection is made, and nobody reads it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        command = ["bash", str(SCRIPTS / SCRIPT), f"127.0.0.1:{silent.getsockname()[1]}", "querynode"]
        done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=40, check=False)
    assert done.returncode == 1
    assert done.stderr.endswith("did not say which sessions there are within 10 s: no answer\n")
