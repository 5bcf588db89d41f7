"""Who is let through to an endpoint, and to which."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import httpx
import pytest
from snowflake.connector import SnowflakeConnection
from websockets.sync.client import ClientConnection

from devkit.testing.waiting import PATIENCE, until
from spcs_local.ingress import websocket
from spcs_local.ingress.admission import Admission
from spcs_local.model.principal import Holder
from spcs_local_tests.bare_http import LOGIN, QUERY, post
from spcs_local_tests.ingress.served import Ingress, cookie_of, joined, opened, sign_in
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, OTHER_HOST, StubEndpoint, StubTargets
from spcs_local_tests.ingress.upstream import build_upstream
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import PLAIN, create


def test_access_is_decided_on_every_request(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    with ingress.client() as client:
        assert client.get("/", headers={"Cookie": cookie}).status_code == 200
        ingress.account.roles["MILVUS_USER"] = ("PUBLIC",)
        assert client.get("/", headers={"Cookie": cookie}).status_code == 403
        del ingress.account.roles["MILVUS_USER"]
        assert client.get("/", headers={"Cookie": cookie}).status_code == 302


def test_cookie_of_another_service_is_refused(ingress: Ingress) -> None:
    cookie = ingress.cookie(host=OTHER_HOST)
    with ingress.client(OTHER_HOST) as other, ingress.client(JUPYTER_HOST) as jupyter:
        assert other.get("/", headers={"Cookie": cookie}).status_code == 200
        assert jupyter.get("/", headers={"Cookie": cookie}).status_code == 302


@pytest.mark.parametrize("header", ['Snowflake Token="{}"', 'snowflake token="{}"', 'Snowflake  Token = "{}"'])
def test_program_is_let_in_by_token(ingress: Ingress, header: str) -> None:
    with ingress.client() as client:
        good = client.get("/", headers={"Authorization": header.format("session-of-milvus-user")})
        assert good.status_code == 200
        bad = client.get("/", headers={"Authorization": header.format("gone")})
        assert (bad.status_code, "Session no longer exists" in bad.text) == (401, True)


def test_token_of_a_user_without_service_role_is_refused(ingress: Ingress) -> None:
    ingress.account.tokens["stranger"] = "STRANGER"
    with ingress.client() as client:
        answer = client.get("/", headers={"Authorization": 'Snowflake Token="stranger"'})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "host", ["nothere-local-dev.localhost", "127.0.0.1", "a.b.localhost", "abc123-local-dev.evil.example"]
)
def test_unknown_host_is_not_found(ingress: Ingress, host: str) -> None:
    with ingress.client(host) as client:
        assert client.get("/").status_code == 404


def test_stopped_service_is_unavailable(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    ingress.targets.stop(JUPYTER_HOST, "PENDING")
    with ingress.client() as client:
        answer = client.get("/", headers={"Cookie": cookie})
    assert answer.status_code == 503
    assert "MILVUS_DEMO.PUBLIC.JUPYTER is PENDING" in answer.text
    assert ingress.targets.woken == []


def test_endpoint_whose_owner_may_not_bind_it_is_not_served(ingress: Ingress) -> None:
    endpoint = ingress.targets.endpoint(JUPYTER_HOST.split(".")[0])
    assert endpoint is not None
    ingress.targets.change(JUPYTER_HOST, replace(endpoint, bound=False, status="SUSPENDED"))
    with ingress.client() as client:
        answer = client.get("/", headers={"Cookie": ingress.cookie()})
    assert (answer.status_code, "has lost BIND SERVICE ENDPOINT" in answer.text) == (403, True)
    assert ingress.targets.woken == []


def test_suspended_service_is_woken_if_it_may_be(ingress: Ingress) -> None:
    cookie = ingress.cookie()
    with ingress.client() as client:
        ingress.targets.stop(JUPYTER_HOST, "SUSPENDED", auto_resume=False)
        assert client.get("/", headers={"Cookie": cookie}).status_code == 503
        assert ingress.targets.woken == []
        ingress.targets.stop(JUPYTER_HOST, "SUSPENDED")
        assert client.get("/").status_code == 302
        assert ingress.targets.woken == []
        answer: httpx.Response = client.get("/", headers={"Cookie": cookie})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert ingress.targets.woken == ["MILVUS_DEMO.PUBLIC.JUPYTER"]


Headers = dict[str, str]


@dataclass
class Door:
    """An endpoint of a service that is open to the role VISITORS, with a real account behind the ingress.

    The user VISITOR holds the role, which neither their default is nor a secondary one.
    """

    world: RunningAccount
    admin: SnowflakeConnection
    admission: Admission
    targets: StubTargets
    port: int

    def client(self) -> httpx.Client:
        """A browser's tab."""
        address = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=address, headers={"Host": JUPYTER_HOST}, timeout=PATIENCE, trust_env=False)

    def is_open(self, headers: Headers) -> bool:
        """Whether a request comes through to the service."""
        with self.client() as client:
            return client.get("/", headers=headers).status_code == 200


@pytest.fixture
def door(world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(websocket, "LOOK_SECONDS", 0.01)
    admin = world.connect(role="ACCOUNTADMIN")
    create(owner, spec=PLAIN)
    run(
        admin,
        *("CREATE ROLE VISITORS", "CREATE USER VISITOR PASSWORD = 'secret' DEFAULT_SECONDARY_ROLES = ()"),
        *("GRANT ROLE VISITORS TO USER VISITOR", "GRANT USAGE ON DATABASE DEMO TO ROLE VISITORS"),
        "GRANT USAGE ON SCHEMA DEMO.APP TO ROLE VISITORS",
    )
    targets = StubTargets()
    admission = Admission(world.account.model, targets)
    with joined(admission, build_upstream()) as (ingress_port, port):
        endpoint = replace(
            StubEndpoint("127.0.0.1", port, service="DEMO.APP.SVC", database="DEMO", schema="APP"),
            owner_role="OWNER",
            granted_roles=frozenset({"VISITORS"}),
        )
        targets.change(JUPYTER_HOST, endpoint)
        yield Door(world, admin, admission, targets, ingress_port)


def by_token(token: str) -> Headers:
    return {"Authorization": f'Snowflake Token="{token}"'}


def access_token(door: Door) -> str:
    [made] = rows(door.admin, "ALTER USER VISITOR ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'VISITORS'")
    return str(made["token_secret"])


def session_token(door: Door, password: str, query: str = "") -> str:
    credentials = {"data": {"LOGIN_NAME": "VISITOR", "PASSWORD": password}}
    return str(post(door.world, LOGIN + query, credentials)["data"]["token"])


def of_session(door: Door) -> Headers:
    return by_token(session_token(door, "secret", "?roleName=VISITORS"))


def of_restricted_session(door: Door) -> Headers:
    return by_token(session_token(door, access_token(door)))


def of_access_token(door: Door) -> Headers:
    return by_token(access_token(door))


def of_endpoint_token(door: Door) -> Headers:
    model = door.world.account.model
    user, role = model.objects.find("USER", "VISITOR"), model.objects.find("ROLE", "VISITORS")
    assert user is not None
    assert role is not None
    return by_token(model.sign_in.endpoint_tokens.issue(Holder(user.id, role.id), JUPYTER_HOST))


def of_service_token(door: Door) -> Headers:
    [service] = door.world.account.model.objects.list("SERVICE")
    return by_token(door.world.account.model.issue_service_token(service.id, service.owner_id))


def of_cookie(door: Door) -> Headers:
    run(door.admin, "ALTER USER VISITOR SET DEFAULT_ROLE = VISITORS")
    with door.client() as client:
        return {"Cookie": cookie_of(sign_in(client, "VISITOR", "secret"))}


def of_restricted_cookie(door: Door) -> Headers:
    with door.client() as client:
        return {"Cookie": cookie_of(sign_in(client, "VISITOR", access_token(door)))}


Kind = Callable[[Door], Headers]
End = Callable[[Door, Headers, pytest.MonkeyPatch], None]


def statement(text: str) -> End:
    def end(door: Door, _headers: Headers, _monkeypatch: pytest.MonkeyPatch) -> None:
        run(door.admin, text)

    end.__name__ = text
    return end


def expired(door: Door, _headers: Headers, monkeypatch: pytest.MonkeyPatch) -> None:
    model = door.world.account.model
    tokens = (model.sign_in.access_tokens, model.sign_in.endpoint_tokens, model.sign_in.service_tokens)
    for kept in (door.admission.sessions, model.sessions, *tokens):
        monkeypatch.setattr(kept, "_clock", lambda: 1e12)


def logged_out(door: Door, headers: Headers, _monkeypatch: pytest.MonkeyPatch) -> None:
    door.world.account.model.sessions.close(headers["Authorization"].split('"')[1])


def signed_out(door: Door, headers: Headers, _monkeypatch: pytest.MonkeyPatch) -> None:
    with door.client() as client:
        client.get("/sfc-endpoint/logout", headers=headers)


OF_USERS = (
    expired,
    statement("REVOKE ROLE VISITORS FROM USER VISITOR"),
    statement("ALTER USER VISITOR SET DISABLED = TRUE"),
    statement("DROP USER VISITOR"),
)
TOKEN_REMOVED = statement("ALTER USER VISITOR REMOVE PROGRAMMATIC ACCESS TOKEN P")
ENDS: dict[Kind, tuple[End, ...]] = {
    of_session: (*OF_USERS, logged_out),
    of_restricted_session: (*OF_USERS, logged_out),
    of_access_token: (*OF_USERS, TOKEN_REMOVED, statement("DROP ROLE VISITORS")),
    of_endpoint_token: (*OF_USERS, statement("DROP ROLE VISITORS")),
    of_service_token: (
        expired,
        statement("DROP ROLE OWNER"),
        statement("DROP SERVICE DEMO.APP.SVC"),
    ),
    of_cookie: (*OF_USERS, signed_out),
    of_restricted_cookie: (*OF_USERS, signed_out),
}


def close_code(door: Door, socket: ClientConnection) -> int | None:
    """With what the WebSocket ends; None if it is still open after a few looks more."""
    seen = door.targets.looks
    until(lambda: socket.close_code is not None or door.targets.looks > seen + 5, "that the WebSocket is looked at")
    return socket.close_code


@pytest.mark.parametrize("kind", ENDS, ids=lambda kind: kind.__name__)
def test_open_websocket_has_the_roles_that_it_was_opened_with(door: Door, kind: Kind) -> None:
    headers = kind(door)
    with opened(door.port, "/ws/echo", headers=headers) as socket:
        assert [socket.recv(PATIENCE) for _ in range(2)][1] in ("VISITOR", "DEMO.APP.SVC")
        assert close_code(door, socket) is None
        socket.send("still here")
        assert socket.recv(PATIENCE) == "still here"
    assert door.is_open(headers)


@pytest.mark.parametrize(
    ("kind", "end"),
    [pytest.param(kind, end, id=f"{kind.__name__}-{end.__name__}") for kind, ends in ENDS.items() for end in ends],
)
def test_open_websocket_ends_with_what_it_was_opened_with(
    door: Door, kind: Kind, end: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = kind(door)
    with opened(door.port, "/ws/echo", headers=headers) as socket:
        assert len([socket.recv(PATIENCE) for _ in range(2)]) == 2
        end(door, headers, monkeypatch)
        assert close_code(door, socket) == 1008
    assert not door.is_open(headers)


def test_open_websocket_of_a_session_follows_its_role(door: Door) -> None:
    run(door.admin, "ALTER USER VISITOR SET DEFAULT_ROLE = VISITORS")
    token = session_token(door, "secret")
    with opened(door.port, "/ws/echo", headers=by_token(token)) as socket:
        assert len([socket.recv(PATIENCE) for _ in range(2)]) == 2
        post(door.world, f"{QUERY}?requestId={uuid.uuid4()}", {"sqlText": "USE ROLE PUBLIC"}, token)
        assert close_code(door, socket) == 1008
