"""Requests with tokens that were good: the front passes on what they are good for now, and lets nobody wait."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing

import httpx
import pytest

from devkit.testing.waiting import PATIENCE, until
from spcs_local.registry import Registry, forwarding, front
from spcs_local_tests.registry.conftest import basic
from spcs_local_tests.registry.pusher import MANIFEST, PATH, Pusher
from spcs_local_tests.registry.stub import PASSWORD, REPOSITORY_ID, WRITER, StubAccount

READER = ("READER", PASSWORD)
SCOPE = f"repository:{PATH}/milvus:pull,push"
UPLOADS = f"/v2/{PATH}/milvus/blobs/uploads/"
TAG = f"/v2/{PATH}/milvus/manifests/v1"


@pytest.fixture
def bearer(pusher: Pusher) -> Callable[..., dict[str, str]]:
    """The header of somebody who has signed in, for both if nothing else is said."""

    def found(who: tuple[str, str], scope: str = SCOPE) -> dict[str, str]:
        return {"Authorization": f"Bearer {pusher.token(UPLOADS, scope, who)}"}

    return found


@pytest.fixture
def http(registry: Registry) -> httpx.Client:
    """Connections of this test."""
    return httpx.Client(base_url=f"http://{registry.host}", timeout=PATIENCE, trust_env=False)


def half_upload(registry: Registry, bearer: dict[str, str], place: str) -> socket.socket:
    """A connection that sends half of a blob, and waits."""
    path = place.removeprefix(f"http://{registry.host}")
    head = f"PATCH {path} HTTP/1.1\r\nHost: {registry.host}\r\nContent-Length: 200000\r\n"
    opened = socket.create_connection(("127.0.0.1", registry.port), timeout=PATIENCE)
    opened.sendall(f"{head}Authorization: {bearer['Authorization']}\r\n\r\n".encode() + b"x" * 100_000)
    return opened


def test_grant_that_is_gone_refuses_the_very_next_request(
    stub_account: StubAccount, pusher: Pusher, bearer: Callable[..., dict[str, str]], http: httpx.Client
) -> None:
    pusher.push("milvus", "v1", who=WRITER)
    writer = bearer(WRITER)
    with http:
        assert http.post(UPLOADS, headers=writer).status_code == 202
        stub_account.grants["WRITER"] = {"READ"}
        refused = http.post(UPLOADS, headers=writer)
        assert refused.status_code == 401
        # by this Docker says: denied: requested access to the resource is denied
        assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
        assert [error["code"] for error in refused.json()["errors"]] == ["UNAUTHORIZED"]
        assert http.get(TAG, headers={**writer, "Accept": MANIFEST}).status_code == 200
        stub_account.grants["WRITER"] = set()
        assert http.head(TAG, headers=writer).status_code == 401
        stub_account.dropped.add("WRITER")
        assert http.get("/v2/", headers=writer).status_code == 401


def test_blob_of_another_repository_is_mounted_by_who_may_read_that_now(
    stub_account: StubAccount, pusher: Pusher, bearer: Callable[..., dict[str, str]], http: httpx.Client
) -> None:
    stub_account.elsewhere = "other/public/repo"
    digest = pusher.push("milvus", "v1", who=WRITER).headers["Docker-Content-Digest"]
    writer = bearer(WRITER, f"{SCOPE} repository:{stub_account.elsewhere}/copy:pull,push")
    mount = f"/v2/{stub_account.elsewhere}/copy/blobs/uploads/"
    asked = {"mount": digest, "from": f"{PATH}/milvus"}
    with http:
        assert http.post(mount, params=asked, headers=writer).status_code in (201, 202)
        stub_account.grants["WRITER"] = set()
        assert http.post(mount, headers=writer).status_code == 202
        assert http.post(mount, params=asked, headers=writer).status_code == 401
        # the registry's program reads forms as well
        assert http.post(mount, data=asked, headers=writer).status_code in (202, 401)


@pytest.mark.parametrize("token", ["x", "e30.e30.e30"])
def test_token_of_nobody_is_refused(http: httpx.Client, token: str) -> None:
    with http:
        for header in (f"Bearer {token}", f"bearer {token}", token, "Bearer", basic(*WRITER)["Authorization"]):
            refused = http.get("/v2/", headers={"Authorization": header})
            assert refused.status_code == 401
            assert refused.headers["WWW-Authenticate"].startswith("Bearer realm=")


def test_second_credential_is_not_passed_on(
    stub_account: StubAccount, bearer: Callable[..., dict[str, str]], http: httpx.Client
) -> None:
    writer, reader = bearer(WRITER), bearer(READER)
    stub_account.grants["WRITER"] = set()
    with http:
        for first, second in ((reader, writer), (writer, reader)):
            both = [("Authorization", first["Authorization"]), ("Authorization", second["Authorization"])]
            assert http.post(UPLOADS, headers=both).status_code == 401


def test_body_of_who_may_not_push_is_not_waited_for(
    registry: Registry, bearer: Callable[..., dict[str, str]], http: httpx.Client
) -> None:
    with http, ExitStack() as opened:
        for header in (bearer(READER), {"Authorization": "Bearer x"}):
            connection = opened.enter_context(closing(half_upload(registry, header, UPLOADS)))
            assert connection.recv(100).startswith(b"HTTP/1.1 401 ")


def test_one_user_s_requests_leave_room_for_others(
    registry: Registry,
    pusher: Pusher,
    bearer: Callable[..., dict[str, str]],
    http: httpx.Client,
) -> None:
    pusher.push("milvus", "v1", who=WRITER)
    writer, owner = bearer(WRITER), bearer(("OWNER", PASSWORD))
    most = front.MOST_OF_ONE // front.TRANSFER_BYTES
    with http, ExitStack() as opened:

        def one_more() -> httpx.Response:
            """What another request of the same user is told."""
            begun = http.post(UPLOADS, headers=writer)
            if begun.is_success:
                opened.enter_context(closing(half_upload(registry, writer, begun.headers["Location"])))
            return http.get("/v2/", headers=writer)

        while (told := one_more()).is_success:
            pass
        assert told.status_code == 429
        assert told.json()["errors"][0]["code"] == "TOOMANYREQUESTS"
        assert f"has {most} requests" in told.json()["errors"][0]["message"]
        assert http.get("/v2/").status_code == 401
        assert http.get(TAG, headers={**owner, "Accept": MANIFEST}).status_code == 200
        own = registry.pull_credentials()
        assert pusher.pull("milvus", "v1", who=own).status_code == 200
        assert len(registry.images(REPOSITORY_ID)) == 1
    until(lambda: served_again(registry, writer), "that those who left count no more")


def served_again(registry: Registry, header: dict[str, str]) -> bool:
    return httpx.get(f"http://{registry.host}/v2/", headers=header, timeout=PATIENCE, trust_env=False).is_success


def test_client_that_sends_nothing_more_is_let_go(
    registry: Registry, bearer: Callable[..., dict[str, str]], http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "IDLE_SECONDS", 0.2)
    writer = bearer(WRITER)
    with http:
        place = http.post(UPLOADS, headers=writer).headers["Location"]
    with closing(half_upload(registry, writer, place)) as connection:
        assert b"BLOB_UPLOAD_INVALID" in everything(connection)


def everything(connection: socket.socket) -> bytes:
    """Until the other end closes."""
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


def test_program_that_has_ended_is_said_to(
    registry: Registry, bearer: Callable[..., dict[str, str]], http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, first = bearer(WRITER), registry.pid
    assert first is not None
    monkeypatch.setattr("spcs_local.registry.child._FIRST_PAUSE_SECONDS", 600.0)
    with http:
        os.kill(first, signal.SIGSTOP)
        os.kill(first, signal.SIGKILL)
        until(lambda: registry.pid != first, "its end")
        refused = http.get("/v2/", headers=writer)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (503, "UNAVAILABLE")
        until(lambda: http.get("/v2/", headers=writer).is_success, "another one")


@pytest.mark.parametrize(
    ("target", "status"), [(b"http://elsewhere/v2/", 400), (b"*", 400), (b"//v2/", 301), (b"/v2/%zz", 400)]
)
def test_target_that_is_no_path_is_refused(registry: Registry, target: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", registry.port), timeout=PATIENCE) as connection:
        connection.sendall(b"OPTIONS " + target + b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        assert everything(connection).startswith(f"HTTP/1.1 {status} ".encode())
