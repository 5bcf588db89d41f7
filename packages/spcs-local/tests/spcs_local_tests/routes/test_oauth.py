"""Access to an endpoint by a key pair, as the documentation's tutorial has it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from devkit.testing.waiting import PATIENCE, until
from spcs_local_tests.key_pairs import KeyPair
from spcs_local_tests.running import RunningAccount, rows, run

# what the ingress answers to whom it lets in: behind the memory adapter nothing serves
LET_IN = (httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE)
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SPECIFICATION = """
spec: {containers: [{name: main, image: /d/public/repo/image:1}], endpoints: [{name: web, port: 8000, public: true}]}
serviceRoles: [{name: readers, endpoints: [web]}]
"""


@pytest.fixture(scope="module")
def key(shared: RunningAccount) -> KeyPair:
    """Of the user VISITOR, who may use the endpoint of D.PUBLIC.SVC by the role READERS."""
    made = KeyPair("VISITOR")
    run(
        shared.connect(),
        "CREATE ROLE OWNER",
        "CREATE ROLE READERS",
        "GRANT ROLE OWNER TO USER ADMIN",
        "GRANT CREATE DATABASE, CREATE COMPUTE POOL, BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE OWNER",
        f"CREATE USER VISITOR RSA_PUBLIC_KEY = '{made.public}' DEFAULT_SECONDARY_ROLES = ()",
        "GRANT ROLE READERS TO USER VISITOR",
        "USE ROLE OWNER",
        "CREATE DATABASE D",
        "CREATE IMAGE REPOSITORY REPO",
        "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S",
        f"CREATE SERVICE SVC IN COMPUTE POOL P FROM SPECIFICATION $${SPECIFICATION}$$",
        "GRANT USAGE ON DATABASE D TO ROLE READERS",
        "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE READERS",
        "GRANT SERVICE ROLE SVC!READERS TO ROLE READERS",
    )
    return made


@pytest.fixture(scope="module")
def host(shared: RunningAccount, key: KeyPair) -> str:
    assert key
    owner = shared.connect(role="OWNER")

    def told() -> str:
        return str(rows(owner, "SHOW ENDPOINTS IN SERVICE D.PUBLIC.SVC")[0]["ingress_url"])

    until(lambda: " " not in told())  # until then it says that there is none yet
    return told()


def exchange(shared: RunningAccount, **form: Any) -> httpx.Response:
    return httpx.post(f"{shared.url}/oauth/token", data=form, timeout=PATIENCE, trust_env=False)


def visit(shared: RunningAccount, host: str, token: str) -> int:
    """The endpoint's answer."""
    headers = {"Host": host, "Authorization": f'Snowflake Token="{token}"'}
    address = f"http://127.0.0.1:{shared.ingress_port}/"
    return httpx.get(address, headers=headers, timeout=PATIENCE, trust_env=False).status_code


def test_token_opens_the_endpoint_of_its_scope(shared: RunningAccount, key: KeyPair, host: str) -> None:
    given = exchange(shared, grant_type=GRANT, scope=f"session:role:readers {host}", assertion=key.token())
    assert given.status_code == httpx.codes.OK, given.text
    assert visit(shared, host, given.text) in LET_IN
    elsewhere = exchange(shared, grant_type=GRANT, scope="other-local-dev.localhost", assertion=key.token()).text
    assert visit(shared, host, elsewhere) == httpx.codes.UNAUTHORIZED
    assert visit(shared, host, key.token()) == httpx.codes.UNAUTHORIZED


def test_token_is_worth_what_its_user_may_now(shared: RunningAccount, key: KeyPair, host: str) -> None:
    by_default = exchange(shared, grant_type=GRANT, scope=host, assertion=key.token()).text
    assert visit(shared, host, by_default) == httpx.codes.FORBIDDEN  # the default role is PUBLIC
    token = exchange(shared, grant_type=GRANT, scope=f"session:role:READERS {host}", assertion=key.token()).text
    run(shared.connect(), "REVOKE ROLE READERS FROM USER VISITOR")
    assert visit(shared, host, token) == httpx.codes.UNAUTHORIZED
    refused = exchange(shared, grant_type=GRANT, scope=f"session:role:READERS {host}", assertion=key.token())
    assert (refused.status_code, refused.json()["code"]) == (httpx.codes.UNAUTHORIZED, "390189")
    run(shared.connect(), "GRANT ROLE READERS TO USER VISITOR")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": GRANT}, "invalid_scope"),
        ({"grant_type": GRANT, "scope": "a b"}, "invalid_scope"),
        ({"grant_type": GRANT, "scope": "session:role:A session:role:B host"}, "invalid_scope"),
        ({"grant_type": GRANT, "scope": "host"}, "invalid_grant"),
        ({"grant_type": GRANT, "scope": "host", "assertion": "a.b.c"}, "invalid_grant"),
        ({"grant_type": GRANT, "scope": "host", "assertion": "x" * 20_000}, "invalid_request"),
    ],
)
def test_what_is_no_request_for_a_token_is_refused(shared: RunningAccount, form: dict[str, str], error: str) -> None:
    assert exchange(shared, **form).json()["error"] == error


def test_token_of_an_endpoint_is_no_sign_in(shared: RunningAccount, key: KeyPair, host: str) -> None:
    given = exchange(shared, grant_type=GRANT, scope=f"session:role:READERS {host}", assertion=key.token())
    assert given.status_code == httpx.codes.OK, given.text
    headers = {"Authorization": f"Bearer {given.text}"}
    refused = httpx.get(f"{shared.url}/api/v2/databases", headers=headers, timeout=PATIENCE, trust_env=False)
    assert refused.status_code == httpx.codes.UNAUTHORIZED
