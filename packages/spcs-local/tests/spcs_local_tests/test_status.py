"""What a person asks a running account."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local_tests.command_line import local, start


def test_status_shows_what_there_is_past_any_proxy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    start(home)
    done = local("status", home)
    assert done.returncode == 0, done.stderr
    assert "services: none" in done.stdout
