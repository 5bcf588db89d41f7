"""What containers have as /etc/resolv.conf: one file a schema, as its services know each other by their bare names."""

from __future__ import annotations

from pathlib import Path

from spcs_local.services.names import DOMAIN
from spcs_local.whole_files import write_whole

_ENGINE = "127.0.0.11"  # the Engine's own name server, for while the gate starts again


class ResolverFiles:
    """Files that are mounted: a container goes on reading the one that it started with."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def file(self, schema: str, gate: str) -> Path:
        """The file of a schema, by its hash."""
        self._root.mkdir(parents=True, exist_ok=True)
        self._root.chmod(0o755)
        path = self._root / f"{schema}.conf"
        lines = (
            f"nameserver {gate}",
            f"nameserver {_ENGINE}",
            f"search {schema}.{DOMAIN} {DOMAIN}",
            # `service.hash` is searched for before it is asked of the world
            "options ndots:2 timeout:2",
        )
        content = ("\n".join(lines) + "\n").encode()
        if not path.exists():
            write_whole(path, content, 0o644)
        elif path.read_bytes() != content:
            path.write_bytes(content)  # a replaced one would not reach the containers that have it mounted
        return path
