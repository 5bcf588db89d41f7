"""The process: a query a line on standard input, an answer a line on standard output, both JSON."""

from __future__ import annotations

import json
import resource
import select
import signal
import sys
from typing import Any

from spcs_local.engine.bounds import IDLE_SECONDS, MOST_BYTES
from spcs_local.engine.database import Database
from spcs_local.engine.problems import Exhausted, Problem, Unsupported
from spcs_local.engine.query import Query

MOST_SECONDS = 20  # the account gives up earlier; this is for when it is gone
MOST_MEMORY = 256 * 1024 * 1024  # of what it may write to: DuckDB's own limit does not count its texts


def respond(line: bytes, database: Database) -> dict[str, Any]:
    """The answer to one query."""
    database.begin()
    try:
        return Query(json.loads(line), database).answer()
    except Problem as problem:
        return problem.answer
    except RecursionError:
        return Unsupported("A statement that is nested this deep").answer
    except MemoryError:
        return Exhausted().answer
    except Exception:  # its words are Python's
        return Unsupported("This query").answer
    finally:
        database.forget()


def _spelled(answer: dict[str, Any]) -> bytes:
    text = json.dumps(answer, ensure_ascii=False).encode(errors="replace")
    if len(text) > MOST_BYTES:
        text = json.dumps(Unsupported(f"A query whose result has more than {MOST_BYTES // 2**20} MB").answer).encode()
    return text


def main() -> None:
    """Answer until the input ends. No file grows by this process, and its memory has a bound."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    database = Database()
    while line := _next():
        signal.alarm(MOST_SECONDS)
        sys.stdout.buffer.write(_spelled(respond(line, database)) + b"\n")
        sys.stdout.buffer.flush()
        signal.alarm(0)


def _next() -> bytes:
    """The next query; none where nobody has one for a while."""
    ready, _, _ = select.select([sys.stdin.buffer], [], [], IDLE_SECONDS)
    return sys.stdin.buffer.readline() if ready else b""


if __name__ == "__main__":
    main()
