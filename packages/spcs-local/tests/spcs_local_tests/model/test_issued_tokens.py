"""Tokens of others: when they are in force. Signatures and the rest: model/test_federation.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from spcs_local.model.issued_tokens import TokenExpiredError, TokenRefusedError, read, verified
from spcs_local.model.signing_keys import signing_key
from spcs_local.token_issuer import AUDIENCE, TokenIssuer

NOW = 1_700_000_000


@pytest.fixture(scope="module")
def issuer() -> Iterator[TokenIssuer]:
    with TokenIssuer("ES256") as made:
        yield made


def claims(issuer: TokenIssuer, now: float = NOW, **given: Any) -> dict[str, Any]:
    key = signing_key(issuer.key.public_key())
    assert key is not None
    # all of its times are the test's, however late it runs
    token = issuer.token("s", **{"iat": NOW, "exp": NOW + 300, **given})
    return verified(read(token), (key,), (AUDIENCE,), now)


def test_token_is_in_force_until_it_expires(issuer: TokenIssuer) -> None:
    assert claims(issuer, NOW + 9.9, exp=NOW + 10)["sub"] == "s"
    with pytest.raises(TokenExpiredError):
        claims(issuer, NOW + 10, exp=NOW + 10)


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_issuer_s_clock_may_be_a_minute_before(issuer: TokenIssuer, name: str) -> None:
    assert claims(issuer, **{name: NOW + 60})
    with pytest.raises(TokenRefusedError, match=f"its claim {name} is a time to come"):
        claims(issuer, **{name: NOW + 61})


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", ["soon", True, [1]])
def test_time_that_is_none_is_refused(issuer: TokenIssuer, name: str, value: Any) -> None:
    with pytest.raises(TokenRefusedError, match=f"its claim {name} is no time"):
        claims(issuer, **{name: value})


def test_read_says_who_may_have_signed(issuer: TokenIssuer) -> None:
    written = read(issuer.token("s"))
    assert (written.issuer, written.key_id) == (issuer.url, issuer.key_id)
