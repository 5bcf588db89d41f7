"""Requests that bring their credential along."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.key_pairs import KeyPair
from spcs_local_tests.running import RunningAccount, rows, run


@pytest.fixture(scope="module")
def key(shared: RunningAccount) -> KeyPair:
    """The key of the user K, who holds SYSADMIN."""
    made = KeyPair("K")
    run(
        shared.connect(),
        f"CREATE USER K RSA_PUBLIC_KEY = '{made.public}' DEFAULT_ROLE = SYSADMIN DEFAULT_SECONDARY_ROLES = ()",
        "GRANT ROLE SYSADMIN TO USER K",
        "CREATE DATABASE OF_ADMIN",
        "GRANT USAGE ON DATABASE OF_ADMIN TO ROLE SYSADMIN",
    )
    return made


def databases(account: RunningAccount, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{account.url}/api/v2/databases", headers=sent, timeout=PATIENCE, trust_env=False)


def names(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == httpx.codes.OK, answer.text
    return [row["name"] for row in answer.json()]


@pytest.mark.parametrize("kind", [{}, {"X_Snowflake_Authorization_Token_Type": "KEYPAIR_JWT"}])
def test_key_pair_signs_a_request_in(shared: RunningAccount, key: KeyPair, kind: dict[str, str]) -> None:
    assert "OF_ADMIN" in names(databases(shared, Authorization=f"Bearer {key.token()}", **kind))
    other = databases(shared, Authorization=f"Bearer {key.token()}", X_Snowflake_Role="PUBLIC", **kind)
    assert "OF_ADMIN" not in names(other)


def test_access_token_signs_a_request_in(shared: RunningAccount, key: KeyPair) -> None:
    assert key
    admin = shared.connect()
    secret = rows(admin, "ALTER USER K ADD PROGRAMMATIC ACCESS TOKEN T ROLE_RESTRICTION = 'SYSADMIN'")[0][
        "token_secret"
    ]
    assert "OF_ADMIN" in names(databases(shared, Authorization=f"Bearer {secret}"))
    kind = {"X_Snowflake_Authorization_Token_Type": "PROGRAMMATIC_ACCESS_TOKEN"}
    assert "OF_ADMIN" in names(databases(shared, Authorization=f"Bearer {secret}", **kind))
    refused = databases(shared, Authorization=f"Bearer {secret}", X_Snowflake_Role="PUBLIC")
    assert (refused.status_code, refused.json()["code"]) == (httpx.codes.UNAUTHORIZED, "390189")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "390111"),
        ({"Authorization": "Basic QQ=="}, "390111"),
        ({"Authorization": "Bearer pat:nothing"}, "394400"),
        ({"Authorization": "Bearer a.b.c"}, "390303"),
        ({"Authorization": "Bearer nothing"}, "390303"),
        ({"Authorization": "Bearer a", "X_Snowflake_Authorization_Token_Type": "OTHER"}, "390190"),
    ],
)
def test_what_is_no_credential_is_refused(shared: RunningAccount, headers: dict[str, str], code: str) -> None:
    refused = databases(shared, **headers)
    assert (refused.status_code, refused.json()["error_code"]) == (httpx.codes.UNAUTHORIZED, code)


def test_token_that_has_expired_is_refused(shared: RunningAccount, key: KeyPair) -> None:
    refused = databases(shared, Authorization=f"Bearer {key.token(-10)}")
    assert (refused.status_code, refused.json()["code"]) == (httpx.codes.UNAUTHORIZED, "390144")
