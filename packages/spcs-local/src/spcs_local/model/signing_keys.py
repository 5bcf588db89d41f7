"""Public keys that tokens of others are verified with, kept for a moment after they were fetched."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from spcs_local.model.issuer_documents import IssuerError, fetch, may_follow

KEPT_SECONDS = 60.0  # Snowflake keeps them for up to an hour
PAUSE_SECONDS = 1.0  # between two looks for a key that is not there
_AROUND = re.compile("-----[^-]*-----")  # by its dashes alone: what the key itself is written with may spell any word
_DISCOVERY = "/.well-known/openid-configuration"
_SMALLEST_RSA_BITS = 2048
_OF_RSA = ("RS256", "RS384", "RS512")
_OF_CURVE = {"secp256r1": ("ES256",), "secp384r1": ("ES384",), "secp521r1": ("ES512",)}


@dataclass(frozen=True)
class SigningKey:
    """A key, by the id that headers of tokens name, and the algorithms that it is for: the token does not choose."""

    id: str | None
    algorithms: tuple[str, ...]
    key: RSAPublicKey | EllipticCurvePublicKey


Keys = tuple[SigningKey, ...]


def signing_key(key: Any, key_id: str | None = None) -> SigningKey | None:
    """What may verify a signature: RSA of 2048 bits or more, and three curves."""
    if isinstance(key, RSAPublicKey) and key.key_size >= _SMALLEST_RSA_BITS:
        return SigningKey(key_id, _OF_RSA, key)
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _OF_CURVE:
        return SigningKey(key_id, _OF_CURVE[key.curve.name], key)
    return None


def der_of(text: str) -> bytes:
    """A public key as it is written in SQL: base64, with or without what stands before and after it in PEM."""
    return base64.b64decode(_AROUND.sub("", text))


def rsa_key(text: str) -> RSAPublicKey | None:
    """The key of such a text, if it is one that users may sign in with."""
    found = given_key(text)
    return found.key if found is not None and isinstance(found.key, RSAPublicKey) else None


def given_key(text: str | None) -> SigningKey | None:
    """The key of such a text, whatever id a token's header names."""
    try:
        return signing_key(load_der_public_key(der_of(text or "")))
    except (ValueError, UnsupportedAlgorithm):
        return None


def discovered(issuer: str) -> Keys:
    """The keys that an issuer's OpenID configuration names. Raises IssuerError.

    https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
    """
    address = issuer.rstrip("/") + _DISCOVERY
    configuration = fetch(address)
    if configuration.get("issuer") != issuer:
        raise IssuerError(f"{address} is of the issuer {configuration.get('issuer')!r}")
    url = configuration.get("jwks_uri")
    if not isinstance(url, str) or not may_follow(url, issuer):
        raise IssuerError(f"{address} has the jwks_uri {url!r}: https is needed, or http on loopback")
    return published(url)


def published(url: str) -> Keys:
    """The keys of a JSON Web Key Set. Raises IssuerError. https://www.rfc-editor.org/rfc/rfc7517"""
    listed = fetch(url).get("keys")
    if not isinstance(listed, list):
        raise IssuerError(f"{url} is no JSON Web Key Set")
    return tuple(key for entry in listed if isinstance(entry, dict) for key in _read(entry))


def _read(entry: Mapping[str, Any]) -> Iterable[SigningKey]:
    """One key, or none if it is of another kind or for something else."""
    if entry.get("use", "sig") != "sig" or "d" in entry:
        return
    reader = {"RSA": RSAAlgorithm.from_jwk, "EC": ECAlgorithm.from_jwk}.get(str(entry.get("kty")))
    if reader is None:
        return
    try:
        found = signing_key(reader(json.dumps(entry)), str(entry["kid"]) if "kid" in entry else None)
    except (jwt.PyJWTError, ValueError, TypeError):
        return
    if found is not None:
        yield found


@dataclass(frozen=True)
class _Fetched:
    at: float
    keys: Keys
    error: IssuerError | None = None


class SigningKeys:
    """Keys by where they come from. Who asks meanwhile waits for the one fetch, and has what came of it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._fetched: dict[str, _Fetched] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def find(self, source: str, load: Callable[[str], Keys], key_id: str | None) -> Keys:
        """Those that may have signed a token whose header names this key, or none. Raises IssuerError."""
        asked = self._clock()
        known = self._fetched.get(source)
        if known is None or not self._serves(known, key_id, asked):
            with self._locks[source]:
                known = self._fetched.get(source)
                if known is None or not (known.at >= asked or self._serves(known, key_id, asked)):
                    known = self._fetched[source] = self._load(source, load)
        if known.error is not None:
            raise known.error
        return _fitting(known.keys, key_id)

    def _serves(self, known: _Fetched, key_id: str | None, now: float) -> bool:
        """Whether what is known need not be fetched again: keys change, and a new one is looked for."""
        kept = KEPT_SECONDS if _fitting(known.keys, key_id) else PAUSE_SECONDS
        return known.error is None and now - known.at < kept

    def _load(self, source: str, load: Callable[[str], Keys]) -> _Fetched:
        try:
            keys = load(source)
        except IssuerError as error:
            return _Fetched(self._clock(), (), error)
        return _Fetched(self._clock(), keys)


def _fitting(keys: Keys, key_id: str | None) -> Keys:
    return tuple(key for key in keys if key_id is None or key.id == key_id)
