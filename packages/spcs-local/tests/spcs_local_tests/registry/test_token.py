"""The token route: the account's grants decide over push and pull."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import jwt
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.registry import Registry
from spcs_local_tests.registry.conftest import basic
from spcs_local_tests.registry.pusher import PATH, Pusher
from spcs_local_tests.registry.stub import PASSWORD

SCOPE = f"repository:{PATH}/milvus:pull,push"


@pytest.fixture
def realm(registry: Registry, pusher: Pusher) -> Iterator[httpx.Client]:
    """A client of the token route."""
    assert pusher is not None
    with httpx.Client(base_url=realm_of(registry), timeout=PATIENCE, trust_env=False) as client:
        yield client


def realm_of(registry: Registry) -> str:
    """The server that the registry sends its clients to."""
    challenge = httpx.get(f"http://{registry.host}/v2/", timeout=PATIENCE, trust_env=False).headers["WWW-Authenticate"]
    realm = str(challenge.split('realm="')[1].split('"')[0])
    assert realm.endswith("/token")
    return realm.removesuffix("/token")


def allowed(answer: httpx.Response) -> dict[str, list[str]]:
    """The actions of an answer's token, by repository."""
    claims = jwt.decode(answer.raise_for_status().json()["token"], options={"verify_signature": False})
    return {entry["name"]: entry["actions"] for entry in claims["access"]}


@pytest.mark.parametrize(
    ("user", "actions"), [("WRITER", ["pull", "push"]), ("OWNER", ["pull", "push"]), ("reader", ["pull"])]
)
def test_token_allows_what_the_grants_do(realm: httpx.Client, user: str, actions: list[str]) -> None:
    answer = realm.get("/token", params={"scope": SCOPE}, headers=basic(user, PASSWORD))
    assert allowed(answer) == {f"{PATH}/milvus": actions}


@pytest.mark.parametrize(
    "scope",
    [
        f"repository:{PATH}/milvus:pull,push",
        "repository:other/public/repo/milvus:pull,push",
        "repository:milvus:pull",
        f"repository:{PATH}/milvus:delete",
        "registry:catalog:*",
    ],
)
def test_token_allows_a_stranger_nothing(realm: httpx.Client, scope: str) -> None:
    assert allowed(realm.get("/token", params={"scope": scope}, headers=basic("STRANGER", PASSWORD))) == {}


def test_token_needs_usage_on_database_and_schema(realm: httpx.Client) -> None:
    assert allowed(realm.get("/token", params={"scope": SCOPE}, headers=basic("LOCKED_OUT", PASSWORD))) == {}


def test_token_gives_a_writer_nothing_elsewhere(realm: httpx.Client) -> None:
    scopes = [SCOPE, "repository:other/public/repo/milvus:pull", f"repository:{PATH}/milvus:delete"]
    answer = realm.get("/token", params={"scope": scopes}, headers=basic("WRITER", PASSWORD))
    assert allowed(answer) == {f"{PATH}/milvus": ["pull", "push"]}


def test_login_without_scope_needs_a_valid_user(realm: httpx.Client) -> None:
    assert allowed(realm.get("/token", headers=basic("STRANGER", PASSWORD))) == {}
    refused = realm.get("/token", headers=basic("STRANGER", "wrong"))
    assert refused.status_code == 401
    assert refused.json() == {"details": "Incorrect username or password was specified."}


def test_login_without_credentials_is_refused(realm: httpx.Client) -> None:
    for header in ({}, {"Authorization": "Basic !"}, {"Authorization": "Bearer x"}, basic("", "")):
        refused = realm.get("/token", headers=header)
        assert refused.status_code == 401
        assert "docker login" in refused.json()["details"]


@pytest.mark.parametrize("password", ["session-of-writer", json.dumps({"token": "session-of-writer", "expires_in": 9})])
def test_session_token_signs_its_user_in(realm: httpx.Client, password: str) -> None:
    answer = realm.get("/token", params={"scope": SCOPE}, headers=basic("0sessiontoken", password))
    assert allowed(answer) == {f"{PATH}/milvus": ["pull", "push"]}


@pytest.mark.parametrize("password", ["gone", json.dumps({"token": "gone"}), "{}", "[]", "1"])
def test_unknown_session_token_is_refused(realm: httpx.Client, password: str) -> None:
    refused = realm.get("/token", headers=basic("0sessiontoken", password))
    assert refused.status_code == 401
    assert "token" not in refused.json()


def test_access_token_stands_for_its_own_users_password_alone(realm: httpx.Client) -> None:
    own = realm.get("/token", params={"scope": SCOPE}, headers=basic("reader", "pat-of-reader"))
    assert allowed(own) == {f"{PATH}/milvus": ["pull"]}
    assert realm.get("/token", headers=basic("WRITER", "pat-of-reader")).status_code == 401


def test_pull_credentials_of_the_account_do_not_push(realm: httpx.Client, registry: Registry) -> None:
    answer = realm.get("/token", params={"scope": SCOPE}, headers=basic(*registry.pull_credentials()))
    assert allowed(answer) == {f"{PATH}/milvus": ["pull"]}
    assert realm.get("/token", headers=basic("0registry", "guess")).status_code == 401


def test_push_needs_write_and_pull_needs_read(pusher: Pusher) -> None:
    assert pusher.push("milvus", "v1", who=("READER", PASSWORD)).status_code == 401
    assert pusher.push("milvus", "v1", who=("WRITER", PASSWORD)).status_code == 201
    assert pusher.pull("milvus", "v1", who=("READER", PASSWORD)).status_code == 200
    assert pusher.pull("milvus", "v1", who=("STRANGER", PASSWORD)).status_code == 401
