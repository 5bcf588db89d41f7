"""How many sessions there may be, and which are forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from spcs_local.model import sessions
from spcs_local.model.principal import Holder
from spcs_local_tests.bare_http import QUERY, send, session_token, sign_in
from spcs_local_tests.running import RunningAccount, run


def is_open(account: RunningAccount, token: str) -> bool:
    return bool(send(account, QUERY, {"sqlText": "SELECT 1"}, token)[1]["success"])


def test_oldest_session_of_a_user_goes_out(spcs_local_factory: Callable[..., RunningAccount]) -> None:
    account = spcs_local_factory(sessionsPerUser=3)
    run(account.connect(), "CREATE USER U PASSWORD = 'secret'")
    other = sign_in(account, LOGIN_NAME="U", PASSWORD="secret")["data"]["token"]
    tokens = [session_token(account) for _ in range(4)]
    assert [is_open(account, token) for token in tokens] == [False, True, True, True]
    assert is_open(account, other)


def test_user_with_the_most_sessions_makes_room(account: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    run(account.connect(), "CREATE USER U PASSWORD = 'secret'")
    other = sign_in(account, LOGIN_NAME="U", PASSWORD="secret")["data"]["token"]
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 4)
    tokens = [session_token(account) for _ in range(4)]
    assert [is_open(account, token) for token in tokens] == [False, True, True, True]
    assert is_open(account, other)


def test_sessions_last_when_the_machine_s_clock_is_set(
    account: RunningAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, now = session_token(account), time.time()
    model = account.account.model
    [user] = model.objects.list("USER")
    secret = model.sign_in.access_tokens.make(user.id, "T", None, 1)
    for_endpoint = model.sign_in.endpoint_tokens.issue(Holder(user.id), "host")
    for step in (-172_800, 172_800):
        monkeypatch.setattr(time, "time", lambda step=step: now + step)
        assert is_open(account, token)
        assert model.authenticate_token(secret).user == model.authenticate_token(for_endpoint, "host").user == "ADMIN"


def test_forget_sessions_that_have_expired(account: RunningAccount) -> None:
    for _ in range(3):
        session_token(account)
    found = account.account.model.sessions
    account.account.model.catalog.execute("UPDATE sessions SET token_expires = 0, master_expires = 0")
    for digest, (session, _) in list(found._open.items()):
        found._open[digest] = (session, 0.0)
    session_token(account)
    assert len(found._open) == 1
    assert len(account.account.model.catalog.rows("SELECT id FROM sessions")) == 1
