"""TLS for SNOWFLAKE_HOST: what is written for Snowflake connects to port 443, and trusts whom its variables name."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from spcs_local.relay.forward import CERTIFICATE, KEY
from spcs_local.whole_files import write_whole

_DAYS = 3650
_MADE_ONCE = threading.Lock()  # the relay and the first services ask at the same time, and trust one authority
_SYSTEM = Path("/etc/ssl/certs/ca-certificates.crt")  # with what the machine's owner trusts besides


def ensure_certificates(directory: Path, host: str) -> tuple[Path, Path]:
    """The relay's directory with its key, and the bundle that containers trust: public authorities and this one."""
    with _MADE_ONCE:
        return _ensured(directory, host)


def _ensured(directory: Path, host: str) -> tuple[Path, Path]:
    relay, bundle = directory / "relay", directory / "trusted.pem"
    if not (relay / CERTIFICATE).exists() or not bundle.exists():
        relay.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o755)
        authority, chain, key = _issue(host)
        public = _SYSTEM if _SYSTEM.exists() else Path(DEFAULT_CA_BUNDLE_PATH)
        write_whole(bundle, public.read_bytes() + b"\n" + authority, 0o644)
        write_whole(relay / KEY, key)
        write_whole(relay / CERTIFICATE, chain)  # the last: that it is there says that all are
    return relay, bundle


def _issue(host: str) -> tuple[bytes, bytes, bytes]:
    """An authority, a certificate of its making, and that one's key. The authority's own key is kept nowhere."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "milvus-spcs local account")])
    authority = (
        _certificate(issuer, issuer, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        _certificate(issuer, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return authority.public_bytes(Encoding.PEM), certificate.public_bytes(Encoding.PEM), secret


def _certificate(issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=_DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
