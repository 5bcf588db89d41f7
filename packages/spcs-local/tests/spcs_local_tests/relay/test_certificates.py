"""TLS for SNOWFLAKE_HOST: whom containers are to trust, and for which host."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.x509 import SubjectAlternativeName

from spcs_local.relay import ensure_certificates
from spcs_local.relay.forward import CERTIFICATE, KEY

HOST = "local-dev.snowflake.local"
_BEGIN = b"-----BEGIN CERTIFICATE-----"


def _made(directory: Path, _: int) -> tuple[Path, Path]:
    return ensure_certificates(directory, HOST)


def test_certificate_is_the_host_s_and_of_the_last_authority_in_the_bundle(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as askers:  # as the relay and services do at an account's start
        made = set(askers.map(partial(_made, tmp_path / "tls"), range(8)))
    ((relay, bundle),) = made
    certificate = x509.load_pem_x509_certificate((relay / CERTIFICATE).read_bytes())
    *public, own = bundle.read_bytes().split(_BEGIN)
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(_BEGIN + own))
    names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [HOST]
    assert len(public) > 2  # those of the machine, before it


def test_key_is_kept_from_others_and_stays(tmp_path: Path) -> None:
    relay, bundle = ensure_certificates(tmp_path / "tls", HOST)
    before = (relay / KEY).read_bytes()
    assert ensure_certificates(tmp_path / "tls", HOST) == (relay, bundle)
    assert (relay / KEY).read_bytes() == before
    assert ((relay / KEY).stat().st_mode & 0o777, relay.stat().st_mode & 0o777) == (0o600, 0o700)
    assert bundle.stat().st_mode & 0o444 == 0o444
