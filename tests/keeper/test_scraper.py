"""Lines of metrics: what is in them, and that a page which does not answer is one too."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from keeper import scraper
from keeper.disk import Disk
from keeper.scraper import Scraper

from devkit.testing.waiting import PATIENCE

KEEPER = Path(__file__).parents[2] / "images" / "keeper"
BUSY = (Path(__file__).parent / "pages" / "busy.txt").read_text(encoding="utf-8")


def metrics_of(line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line)
    assert "\n" not in line
    assert set(found) == {"at", "metrics"}
    assert found["at"].endswith("Z")
    return dict(found["metrics"])


def test_shares_are_of_the_limit_and_of_the_volume(tmp_path: Path) -> None:
    found = metrics_of(Scraper(lambda: BUSY, memory_limit=2**30, disk=Disk(tmp_path)).line())
    assert (found["up"], found["memory_share"]) == (1, pytest.approx(0.204))
    assert 0 < found["disk_share"] < 1
    without = metrics_of(Scraper(lambda: BUSY, disk=Disk(tmp_path / "none")).line())
    assert not {"memory_share", "disk_share", "disk_bytes"} & without.keys()
    silent = metrics_of(Scraper(_refused, disk=Disk(tmp_path)).line())
    assert silent.keys() == {"up", "disk_bytes", "disk_total_bytes", "disk_share"}


def test_what_has_no_page_has_its_disk(tmp_path: Path) -> None:
    found = metrics_of(Scraper(None, memory_limit=2**30, disk=Disk(tmp_path)).line())
    assert found.keys() == {"disk_bytes", "disk_total_bytes", "disk_share"}


def _refused() -> str:
    raise ConnectionRefusedError


def test_rates_begin_with_the_second_page_and_anew_after_none() -> None:
    pages, seconds = iter([BUSY, BUSY, "", BUSY]), iter([0.0, 10.0, 20.0, 30.0])

    def fetched() -> str:
        if page := next(pages):
            return page
        raise ConnectionRefusedError

    watched = Scraper(fetched, clock=lambda: next(seconds))
    lines = [metrics_of(watched.line()) for _ in range(4)]
    assert ["searches_per_second" in it for it in lines] == [False, True, False, False]
    assert lines[2] == {"up": 0}


@pytest.mark.parametrize("page", ["<html>", "\0"])
def test_a_page_of_somebody_else_is_no_answer(page: str) -> None:
    assert metrics_of(Scraper(lambda: page).line()) == {"up": 0}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/metrics" else 404)
        self.end_headers()
        self.wfile.write(BUSY.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()


def test_the_page_is_asked_directly(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert scraper.fetch(f"{address}/metrics") == BUSY
    assert metrics_of(Scraper(lambda: scraper.fetch(f"{address}/other")).line()) == {"up": 0}


def test_a_page_that_is_too_long_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scraper, "LARGEST", 100)
    assert metrics_of(Scraper(lambda: scraper.fetch(f"{address}/metrics")).line()) == {"up": 0}


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    scraper.add_options(parser)
    return parser.parse_args(arguments)


def test_writes_until_it_is_stopped(address: str) -> None:
    stopped, written = threading.Event(), threading.Event()
    chosen = options("--metrics-seconds", "1", "--metrics-page", f"{address}/metrics", "--memory-limit", "1Gi")
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        written.set()

    scraper.start(chosen, say, stopped)
    assert written.wait(PATIENCE)
    stopped.set()
    assert metrics_of(lines[0])["memory_share"] == pytest.approx(0.204)


def test_none_is_written_where_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_SECONDS", "0")
    monkeypatch.setenv("MEMORY_LIMIT", "512Mi")
    before = threading.active_count()
    chosen = options()
    scraper.start(chosen, print, threading.Event())
    assert (threading.active_count(), chosen.memory_limit) == (before, 2**29)


def test_refuse_a_limit_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options("--memory-limit", "8GB")
    assert "'8GB'; allowed: memory as 512Mi or 8Gi" in capsys.readouterr().err


@pytest.mark.parametrize("page", [True, False])
def test_runs_by_itself_until_it_is_told_to_stop(address: str, tmp_path: Path, page: bool) -> None:
    told = {"METRICS_PAGE": f"{address}/metrics" if page else "none", "METRICS_DISK": str(tmp_path)}
    environment = {"PYTHONPATH": str(KEEPER), "METRICS_SECONDS": "1", "MEMORY_LIMIT": "1Gi", **told}
    command = [sys.executable, "-m", "keeper.scraper"]
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        try:
            found = metrics_of(running.stdout.readline().rstrip("\n"))
            running.terminate()
            assert running.wait(PATIENCE) == 0
        finally:
            running.kill()
    assert ("memory_share" in found, "up" in found, "disk_share" in found) == (page, page, True)


def test_by_itself_it_needs_no_client_of_milvus() -> None:
    shown = "import sys, keeper.scraper; print(sorted({'grpc', 'bcrypt', 'google'} & sys.modules.keys()))"
    environment = {**os.environ, "PYTHONPATH": str(KEEPER)}
    found = subprocess.run([sys.executable, "-c", shown], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
