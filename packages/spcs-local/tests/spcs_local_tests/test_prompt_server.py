"""A server that is told to end: what has been asked is answered, and nothing else is waited for."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from devkit.testing.waiting import PATIENCE, until
from spcs_local import prompt_server
from spcs_local.prompt_server import PromptServer


class Application:
    """Answers `/` at once, and any other path when it is released, or never."""

    def __init__(self) -> None:
        self.asked, self.cancelled = threading.Event(), threading.Event()
        self.release: asyncio.Event | None = None

    async def __call__(self, scope: dict[str, Any], _receive: Any, send: Any) -> None:
        if scope["path"] != "/":
            self.release = asyncio.Event()
            self.asked.set()
            try:
                await self.release.wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"answer"})


@contextmanager
def serving(
    application: Application, seconds: int | None = None
) -> Iterator[tuple[PromptServer, threading.Thread, str]]:
    """The server, the thread it runs in, and where it is asked."""
    config = uvicorn.Config(application, lifespan="off", log_config=None, timeout_graceful_shutdown=seconds)
    server = PromptServer(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield server, thread, f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.end()
        thread.join(PATIENCE)


@pytest.fixture(autouse=True)
def rare_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for the next tick waits too long for any test."""
    monkeypatch.setattr(prompt_server, "_TICK", 10 * PATIENCE)


def client() -> httpx.Client:
    return httpx.Client(timeout=PATIENCE, trust_env=False)


def test_end_though_a_connection_is_kept_alive() -> None:
    with client() as kept, serving(Application()) as (server, thread, url):
        assert kept.get(url).text == "answer"
        server.end()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        with pytest.raises(httpx.TransportError):
            kept.get(url)


def test_end_before_it_serves() -> None:
    server = PromptServer(uvicorn.Config(Application(), lifespan="off", log_config=None))
    server.end()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.run(sockets=[listener])
    assert not server.server_state.connections
    server.end()  # a second time does nothing


def test_answer_what_has_been_asked() -> None:
    application = Application()
    with client() as asking, serving(application) as (server, thread, url), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(asking.get, f"{url}/later")
        assert application.asked.wait(PATIENCE)
        server.end()
        until(lambda: not server.servers[0].is_serving(), "the server listens no more")
        assert thread.is_alive()
        assert application.release is not None
        assert server.loop is not None
        server.loop.call_soon_threadsafe(application.release.set)
        assert answer.result(PATIENCE).text == "answer"
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_cancel_what_is_not_answered_in_time(caplog: pytest.LogCaptureFixture) -> None:
    application = Application()
    with client() as asking, serving(application, seconds=0) as (server, thread, url), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(asking.get, f"{url}/never")
        assert application.asked.wait(PATIENCE)
        server.end()
        assert answer.result(PATIENCE).status_code == 500
        thread.join(PATIENCE)
        assert application.cancelled.is_set()
        assert "1 requests are cancelled that were not answered within 0 s" in caplog.text
