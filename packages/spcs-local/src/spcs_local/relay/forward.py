"""Runs inside the relay container, with Python's library alone: forwards TCP connections to a unix socket."""

import asyncio
import contextlib
import ssl
import sys

PORT, TLS_PORT = 80, 443
CERTIFICATE, KEY = "certificate.pem", "key.pem"


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


async def serve(host: str, path: str, certificates: str) -> None:
    """Listen until the container is stopped: as Snowflake does, with TLS, and without."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{certificates}/{CERTIFICATE}", f"{certificates}/{KEY}")
    async with asyncio.TaskGroup() as group:
        for port, secured in ((PORT, None), (TLS_PORT, context)):
            server = await asyncio.start_server(
                lambda reader, writer: forward(reader, writer, path), host, port, ssl=secured
            )
            group.create_task(server.serve_forever())


if __name__ == "__main__":
    # every interface of the container, which only the account's networks reach
    asyncio.run(serve("0.0.0.0", *sys.argv[1:]))  # noqa: S104
