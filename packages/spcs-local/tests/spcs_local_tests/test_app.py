"""What the application answers by itself."""

from __future__ import annotations

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.bare_http import post, send
from spcs_local_tests.running import RunningAccount


def test_health_is_told_without_a_session(shared: RunningAccount) -> None:
    answer = httpx.get(f"{shared.url}/healthz", timeout=PATIENCE, trust_env=False)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_telemetry_is_taken_and_dropped(shared: RunningAccount) -> None:
    assert post(shared, "/telemetry/send", {"logs": []})["success"]


def test_mistake_of_the_account_is_an_error_of_snowflake_s(
    shared: RunningAccount, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_token: str) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(shared.account.model.sessions, "extend", broken)
    answer = post(shared, "/session/heartbeat", {})
    assert (answer["success"], answer["code"]) == (False, "300002")
    assert "account.log" in answer["message"]
    [record] = [record for record in caplog.records if record.name == "spcs_local.app"]
    assert str(record.exc_info and record.exc_info[1]) == "a mistake"


def test_half_a_character_that_comes_by_another_way_is_a_bad_request(
    shared: RunningAccount, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared.account.model.sessions, "extend", lambda _token: "\ud800".encode())
    status, answer = send(shared, "/session/heartbeat", {})
    assert (status, answer["message"]) == (400, "Bad request: half of a character is no text.")
    assert "UnicodeEncodeError" not in caplog.text
