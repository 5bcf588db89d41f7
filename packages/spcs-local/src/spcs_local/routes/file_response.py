"""A file as an answer, piece by piece: as fast as the client takes it, and no more of it in memory."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from spcs_local.model.stage_files import PIECE


class FileResponse(StreamingResponse):
    """The bytes that an open file has now, whatever becomes of its name; it is closed in the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        size = os.fstat(file.fileno()).st_size
        super().__init__(self._pieces(size), media_type="application/octet-stream")
        self.headers["content-length"] = str(size)

    async def _pieces(self, size: int) -> AsyncIterator[bytes]:
        """Less than was said if a container cuts the file off: the server then ends the connection."""
        while size > 0:
            piece = await run_in_threadpool(self._file.read, min(size, PIECE))
            if not piece:
                return
            size -= len(piece)
            yield piece

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()
