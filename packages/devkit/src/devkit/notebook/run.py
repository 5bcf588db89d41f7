"""From a URL to the notebook's answer."""

from __future__ import annotations

from collections.abc import Callable

from websockets.sync.client import ClientConnection

from devkit.notebook.channel import Channel
from devkit.notebook.errors import NotebookError
from devkit.notebook.jupyter import code_cells, kernel
from devkit.notebook.site import Credentials, Site

DEFAULT_NOTEBOOK = "TestMilvus.ipynb"
DEFAULT_SECONDS = 300.0
_READY_SECONDS = 90.0

Report = Callable[[str], None]


def run_notebook(
    url: str,
    credentials: Credentials,
    notebook: str = DEFAULT_NOTEBOOK,
    *,
    report: Report = print,
    seconds: float = DEFAULT_SECONDS,
) -> str:
    """Run every code cell in order and give the last one's text. The notebook's file is left as it is.

    `seconds` bounds each cell. Raises NotebookError.
    """
    site = Site(url, credentials)
    try:
        report(f"signing in to {site.url} as {credentials.user}")
        site.sign_in(_READY_SECONDS)
        cells = code_cells(site, notebook)
        if not cells:
            raise NotebookError(f"notebook {notebook}: it has no code cell")
        with kernel(site, notebook) as identifier, _channels(site, identifier) as socket:
            channel = Channel(socket, lambda waited: report(f"  … {waited:.0f} s"))
            report(f"starting a kernel for {notebook}")
            channel.await_kernel(_READY_SECONDS)
            return _run_cells(channel, notebook, cells, report, seconds)
    finally:
        site.close()


def _channels(site: Site, identifier: str) -> ClientConnection:
    return site.websocket(f"/api/kernels/{identifier}/channels")


def _run_cells(channel: Channel, notebook: str, cells: list[str], report: Report, seconds: float) -> str:
    text = ""
    for number, source in enumerate(cells, start=1):
        report(f"cell {number} of {len(cells)}: {_first_line(source)}")
        run = channel.execute(source, seconds, f"{notebook}, cell {number} of {len(cells)}")
        text = run.text.rstrip()
        for line in text.splitlines():
            report(f"  {line}")
        if run.error:
            raise NotebookError(f"{notebook}, cell {number} of {len(cells)} failed: {run.error}")
    return text


def _first_line(source: str) -> str:
    line = source.strip().splitlines()[0]
    return line if len(line) <= 70 else f"{line[:69]}…"
