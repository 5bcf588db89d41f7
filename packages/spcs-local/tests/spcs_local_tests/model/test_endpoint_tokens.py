"""Tokens for endpoints."""

from __future__ import annotations

import pytest

from spcs_local.errors import SignInFailedError
from spcs_local.model.endpoint_tokens import SECONDS, EndpointTokens
from spcs_local.model.principal import Holder

HOST = "abc-local-dev.localhost:7880"


def test_token_is_good_on_its_host_alone() -> None:
    tokens, holder = EndpointTokens(b"k" * 32), Holder(7, 8)
    token = tokens.issue(holder, HOST)
    assert tokens.holder(token, HOST.upper()) == holder
    assert tokens.holder(token, "abc-local-dev.localhost") == holder
    for host in ("", "abd-local-dev.localhost"):
        with pytest.raises(SignInFailedError):
            tokens.holder(token, host)


def test_token_of_another_key_or_another_time_is_none() -> None:
    now = [0.0]
    tokens = EndpointTokens(b"k" * 32, lambda: now[0])
    token = tokens.issue(Holder(7), HOST)
    with pytest.raises(SignInFailedError):
        EndpointTokens(b"l" * 32, lambda: now[0]).holder(token, HOST)
    now[0] = SECONDS
    with pytest.raises(SignInFailedError):
        tokens.holder(token, HOST)
