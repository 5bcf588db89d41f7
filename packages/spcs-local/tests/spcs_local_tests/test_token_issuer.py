"""The issuer that tests have."""

from __future__ import annotations

import json
import urllib.error

import jwt
import pytest

from spcs_local.loopback import ask
from spcs_local.token_issuer import TokenIssuer


def test_issuer_serves_its_configuration_and_keys() -> None:
    with TokenIssuer() as issuer:
        configuration = json.loads(ask(f"{issuer.url}/.well-known/openid-configuration", 10).read())
        [key] = json.loads(ask(configuration["jwks_uri"], 10).read())["keys"]
        assert configuration["issuer"] == issuer.url
        assert jwt.decode(issuer.token("s", "a"), jwt.PyJWK(key), ["RS256"], audience="a")["sub"] == "s"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ask(f"{issuer.url}/other", 10)


def test_token_says_what_is_asked_for() -> None:
    with TokenIssuer("ES256") as issuer:
        claims = jwt.decode(issuer.token("s", seconds=5, scp="x"), options={"verify_signature": False})
        assert (claims["exp"] - claims["iat"], claims["scp"], claims["aud"]) == (5, "x", "snowflakecomputing.com")


def test_issuer_that_is_stopped_answers_no_more() -> None:
    issuer = TokenIssuer("ES256")
    issuer.stop()
    issuer.stop()
    with pytest.raises(urllib.error.URLError):
        ask(issuer.url, 10)


def test_other_algorithms_are_refused() -> None:
    with pytest.raises(ValueError, match="algorithm 'HS256': expected RS256 or ES256"):
        TokenIssuer("HS256")
