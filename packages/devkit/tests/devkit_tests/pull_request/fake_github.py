"""As much of GitHub as comments, issues and a job's tokens take, on a port of its own."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

REPOSITORY, TOKEN, PULL, ISSUE = "acme/milvus", "t0ken", 7, 8


@dataclass
class FakeGitHub:
    """`written` is method, path and body of what changes something, `beside` what else it has; `tokens` gives one
    for an audience."""

    address: str = ""
    pulls: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    tokens: Callable[[str], str] = "a token for {}".format
    beside: list[dict[str, Any]] = field(default_factory=list)
    written: list[tuple[str, str, str]] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, str]) -> list[dict[str, Any]] | dict[str, Any]:
        self.queries.append(query)
        if path == "/token":
            return {"value": self.tokens(query["audience"])}
        found = {"pulls": self.pulls, "issues": self.issues, f"issues/{PULL}/comments": self.comments}[path]
        first = (int(query["page"]) - 1) * int(query["per_page"])
        return found[first : first + int(query["per_page"])]


@contextmanager
def served() -> Iterator[FakeGitHub]:
    github = FakeGitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/token" and self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._reply(401, {"message": "Bad credentials"})
                return
            self._reply(200, github.answer(self._below(parts.path), dict(parse_qsl(parts.query))))

        def do_POST(self) -> None:
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._reply(401, {"message": "Bad credentials"})
                return
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            github.written.append((self.command, self._below(self.path), given.pop("body")))
            github.beside.append(given)
            self._reply(201, {"number": ISSUE})

        def do_PATCH(self) -> None:
            self.do_POST()

        def _below(self, path: str) -> str:
            return path.removeprefix(f"/repos/{REPOSITORY}/")

        def _reply(self, status: int, content: object) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        github.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield github
        finally:
            server.shutdown()
            thread.join()
