"""Keys of issuers: which are taken, and how long they are kept."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from devkit.testing.waiting import PATIENCE, until
from spcs_local.model import signing_keys
from spcs_local.model.issuer_documents import IssuerError
from spcs_local.model.signing_keys import (
    KEPT_SECONDS,
    PAUSE_SECONDS,
    Keys,
    SigningKeys,
    der_of,
    discovered,
    published,
    signing_key,
)
from spcs_local.testing import TokenIssuer

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
RSA = RSAAlgorithm.to_jwk(KEY, as_dict=True)
CURVE = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key(), as_dict=True)


class Source:
    """What is asked for keys, and when."""

    def __init__(self) -> None:
        self.asked = 0
        self.ids = ["a"]
        self.now = 100.0
        self.told = 0
        self.keys = SigningKeys(self.clock)

    def clock(self) -> float:
        self.told += 1
        return self.now

    def load(self, _source: str) -> Keys:
        self.asked += 1
        if not self.ids:
            raise IssuerError("nothing there")
        return tuple(found for key_id in self.ids if (found := signing_key(KEY, key_id)))

    def find(self, key_id: str | None) -> list[str | None]:
        return [key.id for key in self.keys.find("source", self.load, key_id)]


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.mark.parametrize(
    "written", ["MIIBKEYS", "MIIB\nKEYS\n", "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----"]
)
@pytest.mark.parametrize("between", ["\n", " "])
def test_a_key_is_read_whatever_its_letters_spell(written: str, between: str) -> None:
    text = written.format("MIIB\nKEYS").replace("\n", between)
    assert der_of(text) == base64.b64decode("MIIBKEYS")


def serving(monkeypatch: pytest.MonkeyPatch, **documents: Any) -> None:
    monkeypatch.setattr(signing_keys, "fetch", lambda url: documents[url.rpartition("/")[2].replace("-", "_")])


def test_keys_are_kept_for_a_moment(source: Source) -> None:
    assert source.find("a") == ["a"]
    source.now += KEPT_SECONDS - 1
    assert (source.find("a"), source.asked) == (["a"], 1)
    source.now += 1
    assert (source.find("a"), source.asked) == (["a"], 2)


def test_key_that_is_not_there_is_looked_for_after_a_pause(source: Source) -> None:
    assert source.find("b") == []
    source.ids = ["b"]
    assert (source.find("b"), source.asked) == ([], 1)
    source.now += PAUSE_SECONDS
    assert (source.find("b"), source.asked) == (["b"], 2)


def test_failure_is_not_kept(source: Source) -> None:
    source.ids = []
    with pytest.raises(IssuerError, match="nothing there"):
        source.find("a")
    source.ids, source.now = ["a"], source.now + 0.1
    assert source.find("a") == ["a"]


def test_who_asks_meanwhile_has_what_came_of_the_one_fetch(source: Source) -> None:
    """Also where it failed: nobody else asks an issuer that does not answer."""
    source.ids, answered = [], threading.Event()

    def load(name: str) -> Keys:
        answered.wait(PATIENCE)
        source.now += 1
        return source.load(name)

    def find() -> str:
        with pytest.raises(IssuerError) as caught:
            source.keys.find("source", load, "a")
        return str(caught.value)

    with ThreadPoolExecutor(3) as pool:
        found = [pool.submit(find) for _ in range(3)]
        until(lambda: source.told == 3, "three who ask")
        answered.set()
    assert ([each.result() for each in found], source.asked) == (["nothing there"] * 3, 1)


def test_header_without_key_id_may_mean_any(source: Source) -> None:
    source.ids = ["a", "b"]
    assert source.find(None) == ["a", "b"]


def test_discovered_keys_are_the_issuer_s() -> None:
    for algorithm in ("RS256", "ES256"):
        with TokenIssuer(algorithm) as issuer:
            [key] = discovered(issuer.url)
            assert (key.id, algorithm in key.algorithms) == (issuer.key_id, True)


def test_configuration_of_another_issuer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    serving(monkeypatch, openid_configuration={"issuer": "https://other", "jwks_uri": "https://i/keys"})
    with pytest.raises(IssuerError, match="is of the issuer 'https://other'"):
        discovered("https://i")


@pytest.mark.parametrize("url", [None, "http://i/keys", "http://127.0.0.1/keys"])
def test_configuration_that_sends_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    serving(monkeypatch, openid_configuration={"issuer": "https://i", "jwks_uri": url})
    with pytest.raises(IssuerError, match="https is needed, or http on loopback"):
        discovered("https://i")


@pytest.mark.parametrize(
    ("entry", "algorithms"),
    [
        (RSA, [("RS256", "RS384", "RS512")]),
        ({**RSA, "use": "sig", "alg": "HS256"}, [("RS256", "RS384", "RS512")]),
        (CURVE, [("ES256",)]),
        ({**RSA, "use": "enc"}, []),
        ({"kty": "oct", "k": "c2VjcmV0"}, []),
        ({"kty": "RSA"}, []),
        ({**CURVE, "x": 1}, []),
        ({**CURVE, "crv": "secp256k1"}, []),
        ("key", []),
        ({}, []),
    ],
)
def test_published_keys_say_what_they_are_for(
    monkeypatch: pytest.MonkeyPatch, entry: Any, algorithms: list[tuple[str, ...]]
) -> None:
    serving(monkeypatch, keys={"keys": [entry]})
    assert [key.algorithms for key in published("https://i/keys")] == algorithms


def test_what_is_no_key_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    serving(monkeypatch, keys={"keys": "x"})
    with pytest.raises(IssuerError, match="https://i/keys is no JSON Web Key Set"):
        published("https://i/keys")


def test_weak_and_other_keys_verify_nothing() -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - what has to be refused
    assert signing_key(weak.public_key()) is None
    assert signing_key(ed25519.Ed25519PrivateKey.generate().public_key()) is None
