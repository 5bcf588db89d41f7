"""Runs inside the relay container, with Python's library alone: forwards TCP connections to a unix socket."""

import asyncio
import contextlib
import sys


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(ConnectionError, RuntimeError):
        writer.write_eof()


async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> None:
    """Join one client to the socket until both have said all."""
    try:
        upstream_reader, upstream_writer = await asyncio.open_unix_connection(path)
    except OSError:
        # the account is starting again: the client's own retry finds it
        writer.close()
        return
    try:
        await asyncio.gather(_copy(reader, upstream_writer), _copy(upstream_reader, writer))
    finally:
        upstream_writer.close()
        writer.close()


async def serve(host: str, port: int, path: str) -> None:
    """Listen until the container is stopped."""
    server = await asyncio.start_server(lambda reader, writer: forward(reader, writer, path), host, port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    # every interface of the container, which only the account's networks reach
    asyncio.run(serve("0.0.0.0", int(sys.argv[1]), sys.argv[2]))  # noqa: S104
