"""Who signs the registry's tokens: a key and a self-signed certificate in the account's home."""

from __future__ import annotations

import base64
import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from spcs_local.whole_files import read_whole, write_whole

ISSUER = "milvus-spcs local account"
SERVICE = "milvus-spcs-registry"
# clients ask for a new one, after a minute at the earliest, whatever they are told; a grant that was revoked, or a name
# given away, is good no longer than this and what a request needs to arrive
LIFETIME_SECONDS = 60
ARRIVAL_SECONDS = 5
# the registry takes tokens so long after they have expired, for clocks that differ: here there is one
LEEWAY_SECONDS = 60
_CERTIFICATE_DAYS = 3650
_REMEDY = "remove it, and the account makes a key and a certificate at its next start"


@dataclass(frozen=True)
class Access:
    """What a token allows on one resource of the registry."""

    type: str
    name: str
    actions: tuple[str, ...]


class Authority:
    """Issues tokens that the registry believes.

    Wire format: https://distribution.github.io/distribution/spec/auth/jwt/. The certificate goes in
    `x5c`, which every version of the registry takes; `kid` is made differently in 2.8 and 3.0.
    """

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self._chain = [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()]

    @classmethod
    def open(cls, directory: Path) -> Authority:
        """Read key and certificate from the directory, or make both there."""
        key_file, certificate_file = directory / "key.pem", certificate_path(directory)
        if not (key_file.exists() and certificate_file.exists()):
            _generate(key_file, certificate_file)
        key = read_whole(key_file, _key, _REMEDY)
        return cls(key, read_whole(certificate_file, x509.load_pem_x509_certificate, _REMEDY))

    def issue(self, subject: str, access: Sequence[Access]) -> str:
        """A signed token for the subject."""
        now = int(datetime.datetime.now(datetime.UTC).timestamp())
        claims = {
            "iss": ISSUER,
            "sub": subject,
            "aud": SERVICE,
            "iat": now,
            "nbf": now - 10,
            "exp": now + LIFETIME_SECONDS + ARRIVAL_SECONDS - LEEWAY_SECONDS,
            "jti": secrets.token_hex(16),
            "access": [{"type": a.type, "name": a.name, "actions": list(a.actions)} for a in access],
        }
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"x5c": self._chain})


def _key(content: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(content, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("expected an elliptic-curve key")
    return key


def certificate_path(directory: Path) -> Path:
    """Where the registry finds what it trusts."""
    return directory / "certificate.pem"


def _generate(key_file: Path, certificate_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ISSUER)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=_CERTIFICATE_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    write_whole(key_file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    write_whole(certificate_file, certificate.public_bytes(Encoding.PEM))
