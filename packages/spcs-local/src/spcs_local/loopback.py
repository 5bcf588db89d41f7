"""Requests to this machine itself, whatever proxy it has for others."""

from __future__ import annotations

import urllib.request
from http.client import HTTPResponse


def ask(request: str | urllib.request.Request, seconds: float) -> HTTPResponse:
    """The answer, whose reading may take as long as its coming. Raises OSError."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer: HTTPResponse = direct.open(request, timeout=seconds)
    return answer
