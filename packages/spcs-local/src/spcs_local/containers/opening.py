"""Files that containers wrote as root, opened to an account whose user is not: by a container that may do that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docker import DockerClient
from docker.types import Mount as DockerMount

_SEEN = "/seen"
_MEMORY = 64 * 1024**2
# it sees that directory and an image: a symbolic link leads to nothing else. A sticky bit would keep files from going
_PROGRAM = """
import contextlib, os, stat, sys
waiting = [sys.argv[1]]
while waiting:
    folder = waiting.pop()
    with contextlib.suppress(OSError):
        os.chmod(folder, os.lstat(folder).st_mode & stat.S_ISGID | 0o777)
        for found in os.scandir(folder):
            if found.is_dir(follow_symlinks=False):
                waiting.append(found.path)
            elif found.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    os.chmod(found.path, stat.S_IMODE(found.stat().st_mode) | 0o666)
"""


def open_up(client: DockerClient, image: str, labels: Mapping[str, str], directory: Path) -> None:
    """Have everybody read and write all below a directory, which the account's home keeps others out of."""
    client.containers.run(
        image,
        entrypoint=["python3", "-ISc", _PROGRAM, _SEEN],
        mounts=[DockerMount(_SEEN, str(directory), type="bind")],
        labels=dict(labels),
        user="0:0",
        network_mode="none",
        cap_drop=["ALL"],
        cap_add=["DAC_OVERRIDE", "FOWNER"],
        security_opt=["no-new-privileges"],
        mem_limit=_MEMORY,
        remove=True,
    )
