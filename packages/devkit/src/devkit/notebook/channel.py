"""A kernel's channels over its WebSocket: https://jupyter-client.readthedocs.io/en/stable/messaging.html"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from devkit.notebook.errors import NotebookError

_HEARTBEAT_SECONDS = 5.0
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_SHOWN_TRACEBACK_LINES = 8

Waiting = Callable[[float], None]


@dataclass
class CellRun:
    """What a cell has said so far."""

    text: str = ""
    error: str = ""
    idle: bool = False
    replied: bool = False

    @property
    def finished(self) -> bool:
        """Whether output and reply are both there; they come over different channels."""
        return self.idle and self.replied

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Note one message of the kernel about this cell."""
        if kind == "stream":
            self.text += content["text"]
        elif kind in ("execute_result", "display_data"):
            self.text += str(content["data"].get("text/plain", "")) + "\n"
        elif kind == "error":
            self.error = _summary(content)
        elif kind == "status":
            self.idle = self.idle or content["execution_state"] == "idle"
        elif kind.endswith("_reply"):
            self.replied = True
            if content.get("status") in ("error", "aborted") and not self.error:
                self.error = _summary(content)


class Channel:
    """Sends requests to one kernel, one at a time."""

    def __init__(self, socket: ClientConnection, waiting: Waiting = lambda _: None) -> None:
        self._socket = socket
        self._session = uuid.uuid4().hex
        self._waiting = waiting

    def await_kernel(self, seconds: float) -> None:
        """Wait until the kernel answers."""
        self._ask("kernel_info_request", {}, seconds, "the kernel's start")

    def execute(self, source: str, seconds: float, what: str) -> CellRun:
        """Run code and wait for its end."""
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        return self._ask("execute_request", content, seconds, what)

    def _ask(self, kind: str, content: dict[str, Any], seconds: float, what: str) -> CellRun:
        run, identifier = CellRun(), uuid.uuid4().hex
        started = time.monotonic()
        self._send(identifier, kind, content, what)
        while not run.finished:
            waited = time.monotonic() - started
            if waited > seconds:
                raise NotebookError(
                    f"{what}: not finished within {seconds:.0f} s; it said: {run.text[-500:] or 'nothing'}"
                )
            message = self._receive(min(_HEARTBEAT_SECONDS, seconds - waited + 0.1), what)
            if message is None:
                self._waiting(time.monotonic() - started)
            elif message.get("parent_header", {}).get("msg_id") == identifier:
                run.take(message["header"]["msg_type"], message["content"])
            elif message["content"].get("execution_state") in ("restarting", "dead"):
                raise NotebookError(f"{what}: the kernel died; the service's memory may be too small, see its log")
        return run

    def _send(self, identifier: str, kind: str, content: dict[str, Any], what: str) -> None:
        header = {
            "msg_id": identifier,
            "session": self._session,
            "username": "",
            "date": datetime.now(UTC).isoformat(),
            "msg_type": kind,
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        try:
            self._socket.send(json.dumps({**message, "buffers": []}))
        except ConnectionClosed as error:
            raise _closed(what, error) from error

    def _receive(self, seconds: float, what: str) -> dict[str, Any] | None:
        try:
            message = self._socket.recv(max(seconds, 0.0))
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise _closed(what, error) from error
        if isinstance(message, bytes):  # widgets' buffers; nothing that is printed
            return {"header": {"msg_type": ""}, "content": {}}
        parsed: dict[str, Any] = json.loads(message)
        return parsed


def _closed(what: str, error: ConnectionClosed) -> NotebookError:
    return NotebookError(f"{what}: the connection to the kernel was closed ({error})")


def _summary(content: dict[str, Any]) -> str:
    """The error and the last lines of its traceback, without colours."""
    lines = _ANSI.sub("", "\n".join(content.get("traceback") or [])).splitlines()
    name = f"{content.get('ename', 'Error')}: {content.get('evalue', 'aborted')}"
    shown = [line for line in lines if line.strip()][-_SHOWN_TRACEBACK_LINES:]
    return "\n".join([name, *(f"  {line}" for line in shown if line.strip() != name)])
