"""A server on loopback that publishes what it is given, as the vendor of engine and plugins does."""

import contextlib
import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Vendor:
    """Its address, and what it answers at each path."""

    url: str
    published: dict[str, bytes] = field(default_factory=dict)


def archive(**programs: str) -> bytes:
    """A .tar.gz of executables; __ in a name stands for a directory."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as file:
        for name, text in programs.items():
            entry = tarfile.TarInfo(name.replace("__", "/").replace("_", "-"))
            entry.size, entry.mode = len(text), 0o755
            file.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


@contextlib.contextmanager
def serving() -> Iterator[Vendor]:
    """Serve until the end of the block."""
    published: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = published.get(self.path)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Vendor(f"http://127.0.0.1:{server.server_port}", published)
        finally:
            server.shutdown()
            thread.join()
