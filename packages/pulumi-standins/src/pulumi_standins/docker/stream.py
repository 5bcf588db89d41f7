"""The daemon's messages while it builds or pushes."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pulumi_standins.docker.advice import to_try
from pulumi_standins.provider.provider import ProviderError

LOG_LINES = 20
# a step that says nothing is still reported this often
STILL_SECONDS = 5.0

Message = Mapping[str, Any]
_END = object()


class CancelledError(ProviderError):
    def __init__(self) -> None:
        super().__init__("cancelled")


class Stream:
    """Reads messages in a thread of its own, so that a silent daemon delays neither progress nor an abort."""

    def __init__(self, over: threading.Event, report: Callable[[str], None]) -> None:
        self._over, self._report = over, report
        self.lines: deque[str] = deque(maxlen=LOG_LINES)

    def run(self, subject: str, messages: Callable[[], Iterable[Message]]) -> list[Message]:
        """What the daemon says beside its log; its error becomes ours, with the log's last lines."""
        found: list[Message] = []
        for message in self._read(messages):
            if "error" in message:
                raise ProviderError(self._failed(subject, str(message["error"]).strip()))
            if "aux" in message:
                found.append(message["aux"])
            self._note(message)
        return found

    def _note(self, message: Message) -> None:
        layer = f"{message['id']}: " if message.get("id") else ""
        # progress bars come hundreds of times a layer
        text = "" if message.get("progressDetail") else str(message.get("stream") or message.get("status") or "")
        for line in filter(None, map(str.strip, text.splitlines())):
            self.lines.append(layer + line)
            self._report(layer + line)

    def _failed(self, subject: str, error: str) -> str:
        log = "\n".join(f"  {line}" for line in self.lines)
        parts = [f"{subject} failed: {error}", f"The last lines of its log:\n{log}" if log else "", to_try(error)]
        return "\n".join(part for part in parts if part)

    def _read(self, messages: Callable[[], Iterable[Message]]) -> Iterator[Message]:
        pending: queue.Queue[Any] = queue.Queue()
        threading.Thread(target=_pump, args=(messages, pending), daemon=True).start()
        began = said = time.monotonic()
        while True:
            try:
                item = pending.get(timeout=0.2)
            except queue.Empty:
                if self._over.is_set():
                    raise CancelledError from None
                if time.monotonic() - said > STILL_SECONDS:
                    said = time.monotonic()
                    self._report(f"{self.lines[-1] if self.lines else 'waiting'} … {said - began:.0f} s")
                continue
            if item is _END:
                return
            if isinstance(item, Exception):
                raise item
            said = time.monotonic()
            yield item


def _pump(messages: Callable[[], Iterable[Message]], pending: queue.Queue[Any]) -> None:
    try:
        for message in messages():
            pending.put(message)
    except Exception as error:  # raised again by the reader
        pending.put(error)
    pending.put(_END)
