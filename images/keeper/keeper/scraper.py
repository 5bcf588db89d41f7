"""Writes what people look at to the log, a line of JSON every so many seconds.

{"at": "2026-11-28T19:00:00Z", "metrics": {"up": 1, "searches_per_second": 12.5, …}}: whoever reads logs for figures
takes such lines of any container. The page itself lists names of collections and takes anybody's request, so that it
stays inside the instance (CVE-2026-26190). `python -m keeper.scraper` does nothing else: it runs beside what has no
passwords to keep, and needs no client of Milvus.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from keeper.disk import Disk
from keeper.metrics import Page, figures, read
from keeper.stopping import stopped_by_signals

NO_PAGE = "none"
SECONDS = 5.0  # to wait for the page
LARGEST = 32 * 2**20  # bytes of it
_MEMORY = re.compile(r"([0-9]{1,9})(Mi|Gi)")


@dataclass
class Scraper:
    """`fetch` gives the page's text; None of what has no page. `memory_limit`, in bytes, is 0 where it is not known;
    `disk` is the volume, where that is mounted."""

    fetch: Callable[[], str] | None
    memory_limit: int = 0
    disk: Disk | None = None
    clock: Callable[[], float] = time.monotonic
    _before: Page | None = field(default=None, init=False)

    def line(self) -> str:
        """One look. A page that does not answer is a figure too."""
        at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: UP017 - of Python 3.10 too
        of_page = self._figures(self.fetch) if self.fetch else ()
        of_disk = self.disk.figures() if self.disk else ()
        return json.dumps({"at": at, "metrics": {**dict(of_page), **dict(of_disk)}})

    def _figures(self, fetch: Callable[[], str]) -> Iterator[tuple[str, float]]:
        try:
            page = read(fetch(), self.clock())
        except (OSError, ValueError, http.client.HTTPException):
            self._before = None
            yield "up", 0
            return
        found = figures(page, self._before)
        self._before = page
        yield "up", 1
        yield from found.items()
        if self.memory_limit and "memory_bytes" in found:
            yield "memory_share", round(found["memory_bytes"] / self.memory_limit, 3)


def main(arguments: Sequence[str]) -> int:
    """Until it is told to stop."""
    parser = argparse.ArgumentParser(prog="keeper.scraper", description="Writes metrics of what runs beside it")
    add_options(parser)
    options = parser.parse_args(arguments)
    stopped = stopped_by_signals()
    write(options, lambda line: print(line, flush=True), stopped)
    stopped.wait()  # with nothing to write, as long as what is beside it
    return 0


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the scraper takes; the specification says it in variables."""
    of = os.environ.get
    parser.add_argument(
        "--metrics-seconds",
        type=int,
        default=of("METRICS_SECONDS", "60"),
        help="from one line of metrics to the next; 0 for none",
    )
    page = of("METRICS_PAGE", "http://127.0.0.1:9091/metrics")
    parser.add_argument(
        "--metrics-page", default=page, help=f"the address of what is watched; {NO_PAGE} for its disk alone"
    )
    parser.add_argument(
        "--memory-limit",
        type=_bytes,
        default=of("MEMORY_LIMIT", "0Mi"),
        help="of the container that is watched, as 8Gi",
    )
    parser.add_argument("--disk", type=Path, default=of("METRICS_DISK"), help="directory of its volume, where mounted")
    size = of("METRICS_DISK_SIZE", "0Mi")
    parser.add_argument("--disk-size", type=_bytes, default=size, help="what the volume was ordered with, as 10Gi")


def start(options: argparse.Namespace, say: Callable[[str], None], stopped: threading.Event) -> None:
    """In a thread of its own, which ends once it is stopped."""
    threading.Thread(target=write, args=(options, say, stopped), name="metrics", daemon=True).start()


def write(options: argparse.Namespace, say: Callable[[str], None], stopped: threading.Event) -> None:
    """Lines, until it is stopped; none where none are asked for."""
    if options.metrics_seconds <= 0:
        return
    page = None if options.metrics_page == NO_PAGE else lambda: fetch(options.metrics_page)
    disk = Disk(options.disk, options.disk_size) if options.disk else None
    scraper = Scraper(page, options.memory_limit, disk)
    while not stopped.wait(options.metrics_seconds):
        say(scraper.line())


def fetch(address: str) -> str:
    """The page, not through a proxy. Raises OSError, HTTPException and ValueError."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=SECONDS) as answer:
        content: bytes = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"{address} has more than {LARGEST} bytes")
    return content.decode()


def _bytes(text: str) -> int:
    """Bytes."""
    match = _MEMORY.fullmatch(text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r}; allowed: memory as 512Mi or 8Gi")
    return int(match[1]) * (2**20 if match[2] == "Mi" else 2**30)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
