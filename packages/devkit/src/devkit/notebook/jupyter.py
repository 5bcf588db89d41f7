"""Jupyter's REST API: the notebook and its kernel."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from posixpath import dirname
from typing import Any
from urllib.parse import quote

import httpx

from devkit.notebook.errors import NotebookError
from devkit.notebook.site import Site

_DELETE_ATTEMPTS = 10
_DELETE_PAUSE_SECONDS = 0.2


def code_cells(site: Site, path: str) -> list[str]:
    """The source of the notebook's code cells, in order; blank ones left out."""
    answer = site.request("GET", f"/api/contents/{quote(path)}", params={"type": "notebook", "content": "1"})
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NotebookError(f"notebook {path}: the service has no such file; allowed: a path below Jupyter's root")
    cells = _content(answer, f"reading {path}")["content"]["cells"]
    sources = (_joined(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return [source for source in sources if source.strip()]


@contextmanager
def kernel(site: Site, notebook: str) -> Iterator[str]:
    """A kernel in the notebook's folder; shut down at the end, however it comes."""
    site.request("GET", "/tree")  # sets the cookie that every change has to repeat in a header
    answer = site.request("POST", "/api/kernels", json={"name": "python3", "path": dirname(notebook)})
    identifier = str(_content(answer, "starting a kernel")["id"])
    try:
        yield identifier
    finally:
        with suppress(NotebookError):  # what ended the run says more
            _shut_down(site, identifier)


def _shut_down(site: Site, identifier: str) -> None:
    """Delete the kernel until it is gone: one that died is being restarted, which survives the first attempt."""
    for _ in range(_DELETE_ATTEMPTS):
        answer = site.request("DELETE", f"/api/kernels/{identifier}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return
        time.sleep(_DELETE_PAUSE_SECONDS)


def _content(answer: httpx.Response, doing: str) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not answer.is_success or not isinstance(content, dict):
        message = content.get("message") if isinstance(content, dict) else answer.text[:200]
        raise NotebookError(f"{doing}: Jupyter answered {answer.status_code}: {message}")
    return content


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
