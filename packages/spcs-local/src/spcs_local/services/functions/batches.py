"""One batch of rows over HTTP to a container, and its answer: within a time and a size, both as a whole.

https://docs.snowflake.com/en/sql-reference/external-functions-data-format
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spcs_local.errors import SnowflakeError
from spcs_local.services.functions.types import spelled

MOST_BYTES = 4 * 1024**2  # of an answer
_PIECE = 64 * 1024
_CONNECT_SECONDS = 5.0
_RETRIED = (429, 500, 502, 503, 504)


class BatchFailedError(SnowflakeError):
    """A batch that the service did not answer as it should. No public source has number and sentence."""

    def __init__(self, function: str, problem: str) -> None:
        super().__init__(100337, "XX000", f"Request failed for service function {function}: {problem}.")


class PassingError(BatchFailedError):
    """One that is worth another try."""


@dataclass(frozen=True)
class Target:
    """Where a function's rows go."""

    function: str
    address: str
    port: int
    path: str


class Batch:
    """Some rows on their way; whoever waits for them no longer stops them."""

    def __init__(
        self, target: Target, rows: Sequence[Sequence[Any]], headers: Mapping[str, str], seconds: float
    ) -> None:
        self._target = target
        self._count = len(rows)
        lines = [", ".join([str(number), *map(spelled, row)]) for number, row in enumerate(rows)]
        self._body = f'{{"data": [{", ".join(f"[{line}]" for line in lines)}]}}'.encode()
        self._headers = {"Content-Type": "application/json", **headers}
        self._seconds = seconds
        self._stopped = False
        self._connection = http.client.HTTPConnection(
            target.address, target.port, timeout=min(_CONNECT_SECONDS, seconds)
        )

    def send(self) -> list[Any]:
        """The results of the rows, in their order."""
        status, text = self._post()
        if status in _RETRIED:
            raise PassingError(self._target.function, f"status {status}")
        if status != http.HTTPStatus.OK:
            said = text[:200].decode(errors="replace")
            raise BatchFailedError(self._target.function, f"status {status}: {said}")
        return _results(self._target.function, text, self._count)

    def stop(self) -> None:
        """Shut the connection: whatever is waited for there ends."""
        self._stopped = True
        with contextlib.suppress(OSError):
            if self._connection.sock is not None:
                self._connection.sock.shutdown(socket.SHUT_RDWR)

    def _post(self) -> tuple[int, bytes]:
        """An answer's status and text, in the time that there is for all of it, however slowly it comes."""
        deadline = time.monotonic() + self._seconds
        ending = threading.Timer(self._seconds, self.stop)
        ending.daemon = True
        ending.start()
        try:
            status, text = self._exchange()
        except (OSError, http.client.HTTPException, AttributeError):  # the last where it was just stopped
            raise self._late(deadline, "no answer") from None
        finally:
            ending.cancel()
            self._connection.close()
        if self._stopped:  # a connection that was shut looks like the end of an answer
            raise self._late(deadline, "no answer (stopped)")
        return status, text

    def _late(self, deadline: float, problem: str) -> PassingError:
        late = time.monotonic() >= deadline
        return PassingError(self._target.function, f"no answer within {self._seconds:g} s" if late else problem)

    def _exchange(self) -> tuple[int, bytes]:
        self._connection.connect()
        if self._stopped:  # while there was no connection yet that could be shut
            raise ConnectionAbortedError
        self._connection.sock.settimeout(self._seconds)
        self._connection.request("POST", self._target.path, self._body, self._headers)
        answer = self._connection.getresponse()
        text = b""
        while piece := answer.read(_PIECE):
            text += piece
            if len(text) > MOST_BYTES:
                raise BatchFailedError(self._target.function, f"an answer of more than {MOST_BYTES // 2**20} MB")
        return answer.status, text


def _results(function: str, text: bytes, count: int) -> list[Any]:
    """`{"data": [[row number, value], …]}`, each row once, in any order."""
    try:
        data = json.loads(text, parse_float=Decimal)["data"]
        found = {row[0]: row[1] for row in data}
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise BatchFailedError(function, 'the answer is not {"data": [[row number, value], …]}') from None
    if len(data) != count or set(found) != set(range(count)) or any(type(row[0]) is not int for row in data):
        raise BatchFailedError(function, f"the answer has not each of {count} rows once")
    return [found[number] for number in range(count)]
