"""Tokens of the registry, and who vouches for them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from spcs_local.model.principal import Holder, Principal
from spcs_local.registry.authority import ISSUER, LEEWAY_SECONDS, SERVICE, Access, Authority, Issued, certificate_path
from spcs_local.whole_files import BrokenFileError


def claims(token: str, directory: Path) -> dict[str, Any]:
    """What a registry that trusts the directory's certificate reads."""
    certificate = x509.load_pem_x509_certificate(certificate_path(directory).read_bytes())
    [sent] = jwt.get_unverified_header(token)["x5c"]
    assert base64.b64decode(sent) == certificate.public_bytes(Encoding.DER)
    key = certificate.public_key()
    assert isinstance(key, EllipticCurvePublicKey)
    found: dict[str, Any] = jwt.decode(
        token, key, algorithms=["ES256"], audience=SERVICE, issuer=ISSUER, leeway=LEEWAY_SECONDS
    )
    return found


def test_token_says_who_may_what(tmp_path: Path) -> None:
    token = Authority.open(tmp_path).issue("WRITER", [Access("repository", "d/s/r/milvus", ("pull", "push"))])
    found = claims(token, tmp_path)
    assert found["sub"] == "WRITER"
    # the registry itself adds a minute
    assert found["exp"] + 60 - found["iat"] <= 65
    assert found["access"] == [{"type": "repository", "name": "d/s/r/milvus", "actions": ["pull", "push"]}]


def test_key_outlives_the_process_and_is_nobody_else_s(tmp_path: Path) -> None:
    first = Authority.open(tmp_path).issue("ONE", [])
    Authority.open(tmp_path)
    assert claims(first, tmp_path)["sub"] == "ONE"
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_key_of_another_sort_is_refused(tmp_path: Path) -> None:
    Authority.open(tmp_path)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(BrokenFileError, match=r"key.pem: does not hold what .* To do: remove it, and"):
        Authority.open(tmp_path)


@pytest.mark.parametrize(
    "principal",
    [
        None,
        Principal("", "R", (), Holder(7)),
        Principal("", None, ("A", "B,C"), Holder(7, 9)),
        Principal("", "R", (), Holder(7), all_secondary=True),
    ],
)
def test_token_says_for_whom_it_was_made(tmp_path: Path, principal: Principal | None) -> None:
    authority, access = Authority.open(tmp_path), [Access("repository", "d/s/r/milvus", ("pull",))]
    found = authority.read(authority.issue("WRITER", access, principal))
    assert found == Issued("WRITER", access, principal)
    assert found.principal is None or principal is None or found.principal.all_secondary == principal.all_secondary
