"""Host names of the ingress: `<endpoint-id>-<org>-<account>.localhost[:port]`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import HTTPConnection

_HOST = re.compile(r"([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.localhost(?::\d{1,5})?")


def label_of(host: str) -> str | None:
    """The label that names the endpoint; None for any other host."""
    match = _HOST.fullmatch(host.lower())
    return match.group(1) if match else None


def host_of(connection: HTTPConnection) -> str:
    """The Host header as sessions are bound to it: port included, case ignored."""
    return connection.headers.get("host", "").lower()


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the request's Origin is the host it was sent to; programs send none."""
    origin = headers.get("origin")
    if origin is None:
        return True
    host = headers.get("host", "").lower()
    return origin.lower() in (f"http://{host}", f"https://{host}")
