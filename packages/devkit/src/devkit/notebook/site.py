"""The service's site behind the ingress: where it is, and signing in to it."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from devkit.notebook.errors import NotebookError
from devkit.notebook.pages import Form, said

_LOOPBACK = re.compile(r"([a-z0-9-]+\.localhost)(:\d+)?", re.IGNORECASE)
_TIMEOUT_SECONDS = 60.0
_CONNECT_SECONDS = 60.0
_POLL_SECONDS = 1.0
_MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Credentials:
    """A user with a password for the sign-in page, or a token (programmatic access token) for the header."""

    user: str
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials({self.user!r})"


class Site:
    """One endpoint's site.

    `*.localhost` is reached on 127.0.0.1 with its own Host header, since Python resolves no such name.
    """

    def __init__(self, url: str, credentials: Credentials) -> None:
        self.url = normal_url(url)
        self._credentials = credentials
        parsed = httpx.URL(self.url)
        self._host = parsed.netloc.decode()
        self._local = _LOOPBACK.fullmatch(self._host) is not None
        self._port = parsed.port or (443 if parsed.scheme == "https" else 80)
        self._secure = parsed.scheme == "https"
        headers = {"Host": self._host} if self._local else {}
        if credentials.token:
            headers["Authorization"] = f'Snowflake Token="{credentials.token}"'
        base = f"{parsed.scheme}://127.0.0.1:{self._port}" if self._local else self.url
        self._http = httpx.Client(base_url=base, headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=not self._local)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def sign_in(self, wait_seconds: float) -> None:
        """Open the site as the user; wait for a service that is still coming up."""
        deadline = time.monotonic() + wait_seconds
        while True:
            answer = self._open("/")
            if answer.status_code not in (502, 503, 504):
                break
            if time.monotonic() > deadline:
                raise NotebookError(f"{self.url}: not served within {wait_seconds:.0f} s: {said(answer)}")
            time.sleep(_POLL_SECONDS)
        if not answer.is_success:
            raise NotebookError(f"{self.url} refused {self._credentials.user} ({answer.status_code}): {said(answer)}")

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request as the signed-in user."""
        headers = dict(options.pop("headers", {}))
        xsrf = self._http.cookies.get("_xsrf")
        if xsrf:
            headers["X-XSRFToken"] = xsrf
        try:
            return self._http.request(method, path, headers=headers, **options)
        except httpx.TimeoutException as error:
            raise NotebookError(f"{self.url}: no answer to {method} {path} within {_TIMEOUT_SECONDS:.0f} s") from error
        except httpx.HTTPError as error:
            raise NotebookError(f"{self.url}: {method} {path} failed: {error}") from error

    def websocket(self, path: str) -> ClientConnection:
        """Open a WebSocket as the signed-in user."""
        cookie = "; ".join(f"{c.name}={c.value}" for c in self._http.cookies.jar)
        headers = {"Cookie": cookie} if cookie else {}
        if self._credentials.token:
            headers["Authorization"] = f'Snowflake Token="{self._credentials.token}"'
        scheme = "wss" if self._secure else "ws"
        options: dict[str, Any] = {"additional_headers": headers, "max_size": None, "open_timeout": _TIMEOUT_SECONDS}
        try:
            if self._local:
                options["sock"] = socket.create_connection(("127.0.0.1", self._port), timeout=_CONNECT_SECONDS)
                options["proxy"] = None
            opened: ClientConnection = connect(f"{scheme}://{self._host}{path}", **options)
        except (OSError, TimeoutError, WebSocketException) as error:
            raise NotebookError(f"{self.url}: the WebSocket {path} did not open: {error}") from error
        return opened

    def _open(self, path: str) -> httpx.Response:
        for _ in range(_MOST_REDIRECTS):
            answer = self.request("GET", path, headers={"Accept": "text/html"})
            if not answer.has_redirect_location:
                return answer
            path = self._local_target(answer)
            if path.startswith("/sfc-endpoint/login"):
                path = self._fill_in_form(path)
        raise NotebookError(f"{self.url}: more than {_MOST_REDIRECTS} redirects, the last to {path}")

    def _fill_in_form(self, path: str) -> str:
        if not self._credentials.password:
            raise NotebookError(f"{self.url}: the token was not accepted; expected a programmatic access token")
        form = Form.of(self.request("GET", path))
        fields = form.fields | {"user": self._credentials.user, "password": self._credentials.password}
        answer = self.request("POST", form.action or path, data=fields, headers={"Accept": "text/html"})
        if not answer.has_redirect_location:
            raise NotebookError(f"{self.url} refused {self._credentials.user} ({answer.status_code}): {said(answer)}")
        return self._local_target(answer)

    def _local_target(self, answer: httpx.Response) -> str:
        target = answer.url.join(answer.headers["location"])
        if target.host != answer.url.host:
            raise NotebookError(
                f"{self.url} sends to {target.host} for sign-in, which only a browser can do; "
                "set SNOWFLAKE_TOKEN to a programmatic access token of the user"
            )
        return target.raw_path.decode()


def normal_url(url: str) -> str:
    """The URL with a scheme: http for `*.localhost`, https for any other host."""
    bare = url.strip()
    if "://" not in bare:
        scheme = "http" if _LOOPBACK.fullmatch(bare.split("/")[0]) else "https"
        bare = f"{scheme}://{bare}"
    try:
        parsed = httpx.URL(bare)
    except httpx.InvalidURL as error:
        raise NotebookError(f"URL {url!r}: {error}; expected http(s)://<host>[:port]") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise NotebookError(f"URL {url!r}: expected http(s)://<host>[:port], as the output notebookUrl gives it")
    return bare.rstrip("/")
