"""The daemon's messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from pulumi_standins.docker.stream import CancelledError, Stream
from pulumi_standins.provider.provider import ProviderError


def test_failed_step_shows_last_lines() -> None:
    said: list[str] = []
    messages: list[dict[str, Any]] = [
        {"stream": "Step 1/2 : RUN false\n"},
        {"errorDetail": {}, "error": "returned a non-zero code: 1"},
    ]
    with pytest.raises(ProviderError, match=r"(?s)building it failed: returned a non-zero.*Step 1/2 : RUN false"):
        Stream(threading.Event(), said.append).run("building it", lambda: messages)
    assert said == ["Step 1/2 : RUN false"]


def test_stream_ends_when_cancelled() -> None:
    over, silent = threading.Event(), threading.Event()

    def messages() -> Iterator[dict[str, str]]:
        yield {"stream": "Step 1/1 : RUN sleep 1000"}
        silent.wait()

    stream = Stream(over, lambda _line: over.set())
    with pytest.raises(CancelledError):
        stream.run("building it", messages)
    silent.set()
