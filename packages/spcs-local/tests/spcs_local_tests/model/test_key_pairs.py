"""Tokens that a user's own key has signed."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from spcs_local.catalog import MIGRATIONS, Catalog
from spcs_local.errors import SignInFailedError
from spcs_local.model.key_pairs import KeyPairs
from spcs_local.model.object_kinds import ObjectKind
from spcs_local.model.objects import Objects

USER = ObjectKind(name="USER", plural="USERS", scope="ACCOUNT")
NOW = 1_000_000
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
DER = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
FINGERPRINT = base64.b64encode(hashlib.sha256(DER).digest()).decode()


@pytest.fixture
def key_pairs(tmp_path: Path) -> KeyPairs:
    """Of an account where K has the key, at a moment that stays."""
    objects = Objects(Catalog(tmp_path / "catalog.sqlite", MIGRATIONS))
    objects.create(USER, None, "K", None, {"RSA_PUBLIC_KEY": base64.b64encode(DER).decode()})
    return KeyPairs(objects, {"LOCAL-DEV"}, lambda: NOW)


def token(**claims: Any) -> str:
    known = {"sub": "LOCAL-DEV.K", "iss": f"LOCAL-DEV.K.SHA256:{FINGERPRINT}", "iat": NOW, "exp": NOW + 60}
    written = {name: value for name, value in (known | claims).items() if value is not None}
    return jwt.encode(written, KEY, algorithm="RS256")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"iat": NOW + 60},
        {"iat": NOW - 3599, "exp": NOW + 10**6},
        {"nbf": NOW},
        {"aud": "anything"},
    ],
)
def test_token_of_now_signs_in(key_pairs: KeyPairs, claims: dict[str, Any]) -> None:
    assert key_pairs.holder(token(**claims)) == key_pairs.holder(token(**claims), "k")


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": NOW - 3600, "exp": NOW + 10**6},
        {"iat": NOW - 120, "exp": NOW},
        {"iat": NOW + 61},
        {"nbf": NOW + 61},
        {"iat": None},
        {"exp": None},
        {"exp": 1e400},
        {"iat": "now"},
        {"iat": True},
        {"sub": "LOCAL-DEV.OTHER"},
        {"sub": "ELSEWHERE.K"},
        {"iss": "LOCAL-DEV.K.SHA256:other"},
    ],
)
def test_token_of_another_time_or_user_is_refused(key_pairs: KeyPairs, claims: dict[str, Any]) -> None:
    if claims.get("exp") == float("inf"):
        claims = claims | {"iat": NOW - 3600}
    for login in ("", "K"):
        with pytest.raises(SignInFailedError, match="JWT token is invalid"):
            key_pairs.holder(token(**claims), login)
