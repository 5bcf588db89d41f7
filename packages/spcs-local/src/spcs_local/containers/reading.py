"""What is read from containers, which may send slowly, without end, or anything at all."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterable

PROBE_SECONDS = 5.0  # for the whole of a probe
_MOST_LINE = 4096
_OK = re.compile(rb"HTTP/1\.[01] 200(?: [^\r\n]*)?\r?\n?")
LOG_SECONDS = 60.0
MOST_LOG = 2**20
_LOOK_AGAIN = 0.03


def answers_ok(address: str, port: int, path: str, seconds: float = PROBE_SECONDS) -> bool:
    """Whether a GET is answered with 200, by the first line alone, however slowly it comes and whatever follows."""
    until = time.monotonic() + seconds
    head = f"GET {path} HTTP/1.1\r\nHost: {address}:{port}\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((address, port), timeout=seconds) as connection:
            connection.settimeout(_left(until))
            connection.sendall(head.encode())
            return _OK.fullmatch(_first_line(connection, until)) is not None
    except (OSError, UnicodeError):
        return False


def newest(chunks: Iterable[bytes], most: int = MOST_LOG, seconds: float = LOG_SECONDS) -> bytes:
    """The end of what comes, from the beginning of a line, as far as it comes in time."""
    until, kept, cut = time.monotonic() + seconds, bytearray(), False
    for chunk in chunks:
        kept += chunk
        if len(kept) > 2 * most:
            del kept[:-most]
            cut = True
        if time.monotonic() > until:
            break
    if not cut and len(kept) <= most:
        return bytes(kept)
    return bytes(kept[-most:]).partition(b"\n")[2]


def wait_for_line(read: Callable[[], tuple[bytes, bool]], line: str, seconds: float = LOG_SECONDS) -> str | None:
    """None once a container has written the line; what it wrote last, if it has ended or takes too long.

    `read` gives its log, and whether it runs: the log as it was while that was so.
    """
    until = time.monotonic() + seconds
    while True:
        log, runs = read()
        lines = log.decode(errors="replace").split("\n")
        if line in lines[:-1]:
            return None
        if not runs or time.monotonic() > until:
            return next((text for text in reversed(lines) if text), "nothing")
        time.sleep(_LOOK_AGAIN)


def _first_line(connection: socket.socket, until: float) -> bytes:
    line = b""
    while not line.endswith(b"\n") and len(line) < _MOST_LINE:
        connection.settimeout(_left(until))
        received = connection.recv(1)
        if not received:
            break
        line += received
    return line


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time is over")
    return left
