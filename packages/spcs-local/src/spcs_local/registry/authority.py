"""Who signs the registry's tokens: a key and a self-signed certificate in the account's home."""

from __future__ import annotations

import base64
import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from spcs_local.model.principal import Holder, Principal
from spcs_local.whole_files import read_whole, write_whole

ISSUER = "milvus-spcs local account"
SERVICE = "milvus-spcs-registry"
# clients ask for a new one, after a minute at the earliest, whatever they are told: it is good for that long, and for
# what a request needs to arrive
LIFETIME_SECONDS = 60
ARRIVAL_SECONDS = 5
# the registry takes tokens so long after they have expired, for clocks that differ: here there is one
LEEWAY_SECONDS = 60
_ALGORITHM = "ES256"
_PRINCIPAL = "principal"
_CERTIFICATE_DAYS = 3650
_REMEDY = "remove it, and the account makes a key and a certificate at its next start"


@dataclass(frozen=True)
class Access:
    """What a token allows on one resource of the registry."""

    type: str
    name: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Issued:
    """What a token says. Without a principal it is the account's own."""

    subject: str
    access: list[Access]
    principal: Principal | None


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

    def issue(self, subject: str, access: Sequence[Access], principal: Principal | None = None) -> str:
        """A signed token for the subject, which says for whom it was made, for when that is looked at again."""
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
            _PRINCIPAL: None if principal is None else _written(principal),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM, headers={"x5c": self._chain})

    def read(self, token: str) -> Issued | None:
        """What a token of this authority says, as long as the registry takes it; None for any other text."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key.public_key(),
                algorithms=[_ALGORITHM],
                audience=SERVICE,
                issuer=ISSUER,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "access"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            return None
        access = [Access(it["type"], it["name"], tuple(it["actions"])) for it in claims["access"]]
        made_for = claims.get(_PRINCIPAL)
        return Issued(claims["sub"], access, None if made_for is None else _principal(made_for))


def _written(principal: Principal) -> dict[str, Any]:
    """The claim: whose token it is, by ids, which nothing else ever gets; None are all secondary roles."""
    return {
        "id": principal.holder.id,
        "restriction": principal.holder.restriction,
        "role": principal.role,
        "secondary": None if principal.all_secondary else principal.secondary_roles,
    }


def _principal(claim: dict[str, Any]) -> Principal:
    """Nobody who may anything until it is known which of the roles they hold: Identity.again."""
    secondary = claim["secondary"]
    holder = Holder(claim["id"], claim["restriction"])
    return Principal("", claim["role"], tuple(secondary or ()), holder, secondary is None)


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
