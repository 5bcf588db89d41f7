"""Requests that bring their credential along."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.running import RunningAccount, rows, run


@pytest.fixture(scope="module")
def key(shared: RunningAccount) -> rsa.RSAPrivateKey:
    """The key of the user K, who holds SYSADMIN."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    der = made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    run(
        shared.connect(),
        f"CREATE USER K RSA_PUBLIC_KEY = '{base64.b64encode(der).decode()}' DEFAULT_ROLE = SYSADMIN"
        " DEFAULT_SECONDARY_ROLES = ()",
        "GRANT ROLE SYSADMIN TO USER K",
        "CREATE DATABASE OF_ADMIN",
        "GRANT USAGE ON DATABASE OF_ADMIN TO ROLE SYSADMIN",
    )
    return made


def signed(key: rsa.RSAPrivateKey, seconds: int = 60) -> str:
    """A token as Snowflake's documentation makes it."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(der).digest()).decode()
    now = int(time.time())
    claims = {"iss": f"LOCAL-DEV.K.{fingerprint}", "sub": "LOCAL-DEV.K", "iat": now, "exp": now + seconds}
    return jwt.encode(claims, key, algorithm="RS256")


def databases(account: RunningAccount, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{account.url}/api/v2/databases", headers=sent, timeout=PATIENCE, trust_env=False)


def names(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == httpx.codes.OK, answer.text
    return [row["name"] for row in answer.json()]


@pytest.mark.parametrize("kind", [{}, {"X_Snowflake_Authorization_Token_Type": "KEYPAIR_JWT"}])
def test_key_pair_signs_a_request_in(shared: RunningAccount, key: rsa.RSAPrivateKey, kind: dict[str, str]) -> None:
    assert "OF_ADMIN" in names(databases(shared, Authorization=f"Bearer {signed(key)}", **kind))
    other = databases(shared, Authorization=f"Bearer {signed(key)}", X_Snowflake_Role="PUBLIC", **kind)
    assert "OF_ADMIN" not in names(other)


def test_access_token_signs_a_request_in(shared: RunningAccount, key: rsa.RSAPrivateKey) -> None:
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


def test_token_that_has_expired_is_refused(shared: RunningAccount, key: rsa.RSAPrivateKey) -> None:
    refused = databases(shared, Authorization=f"Bearer {signed(key, -10)}")
    assert (refused.status_code, refused.json()["code"]) == (httpx.codes.UNAUTHORIZED, "390144")
