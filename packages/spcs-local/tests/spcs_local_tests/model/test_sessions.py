"""How many sessions there may be, and which are forgotten."""

from __future__ import annotations

import pytest

from spcs_local.model import sessions
from spcs_local_tests.bare_http import LOGIN, credentials, send, session_token
from spcs_local_tests.running import RunningAccount


def test_refuse_more_sessions_than_there_may_be(account: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 3)
    tokens = [session_token(account) for _ in range(3)]
    assert send(account, LOGIN, credentials(account))[1]["code"] == "990001"
    send(account, "/session?delete=true", {}, tokens[0])
    assert send(account, LOGIN, credentials(account))[1]["success"]


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
