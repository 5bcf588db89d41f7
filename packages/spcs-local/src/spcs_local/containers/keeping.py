"""Directories in places that other containers can change, mounted without trusting their path.

The Engine itself resolves the path of a mount when a container starts, and follows every symbolic link. What it has
mounted for a volume stays mounted, however, as long as some container has that volume. So a container of the account's
own has it first: it says whether this is the directory that the account holds open, and stays until the other runs.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docker import DockerClient
from docker.errors import APIError, NotFound
from docker.types import Mount as DockerMount
from docker.utils.socket import frames_iter

from spcs_local.containers.port import ContainerError, Mount
from spcs_local.nofollow import enter, open_root

_SEEN = "/seen"
_MEMORY = 64 * 1024**2
# it ends with its input: when the account lets go, or was killed
_PROGRAM = "import os, sys; print(os.path.lexists(sys.argv[1]), flush=True); sys.stdin.read()"


def kept_volume(container: str, number: int) -> str:
    """The volume that stands for a directory; no other volume's name has a dot."""
    return f"{container}.{number}"


def is_kept(volume: str, container: str) -> bool:
    """Whether it is one of a container's, which may be the one that keeps it."""
    return volume == container or volume.startswith(f"{container}.")


def stands_for_directory(volume: str) -> bool:
    """Whether it is one of some container's."""
    return "." in volume


@dataclass(frozen=True)
class Keeper:
    """Makes volumes of directories, and keeps them mounted."""

    client: DockerClient
    labels: Mapping[str, str]
    image: str

    @contextlib.contextmanager
    def kept(self, mount: Mount, volume: str) -> Iterator[Mount]:
        """The mount of a volume that is this directory, whatever becomes of its path."""
        if not self.image:
            raise ContainerError(f"directory {mount.below}: to mount it the setting relayImage has to name an image")
        with contextlib.ExitStack() as stack:
            stack.callback(self._forget, volume)  # one that a container has by then stays
            with _marked(mount) as mark:
                self._make(volume, Path(mount.source, mount.below))
                found = stack.enter_context(self._keeping(volume, mark))
            if not found:
                raise ContainerError(f"directory {mount.below}: was replaced while it was being mounted")
            yield replace(mount, kind="volume", source=volume, below="", bare=True)

    def _make(self, name: str, path: Path) -> None:
        self._forget(name)  # left by an account that was killed, it may be another directory
        options = {"type": "none", "o": "bind", "device": str(path)}
        self.client.volumes.create(name, driver="local", driver_opts=options, labels=dict(self.labels))

    def _forget(self, name: str) -> None:
        with contextlib.suppress(APIError):
            self.client.volumes.get(name).remove()

    @contextlib.contextmanager
    def _keeping(self, volume: str, mark: str) -> Iterator[bool]:
        """Have a container hold the volume; whether it sees the mark there."""
        with contextlib.suppress(NotFound):
            self.client.containers.get(volume).remove(force=True)
        keeper = self.client.containers.create(
            self.image,
            name=volume,
            entrypoint=["python3", "-ISc", _PROGRAM, f"{_SEEN}/{mark}"],
            mounts=[DockerMount(_SEEN, volume, type="volume", read_only=True, no_copy=True)],
            labels=dict(self.labels),
            network_mode="none",
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            mem_limit=_MEMORY,
            stdin_open=True,
            auto_remove=True,
        )
        try:
            stream: Any = keeper.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
            with contextlib.closing(stream._sock), contextlib.closing(stream):  # the one leaves the other open
                keeper.start()
                _, said = next(frames_iter(stream, tty=False), (0, b""))  # type: ignore[no-untyped-call]
                yield said == b"True\n"
        finally:
            with contextlib.suppress(APIError):  # it is about to go by itself
                keeper.remove(force=True)
            with contextlib.suppress(NotFound):
                keeper.wait(condition="removed")


@contextlib.contextmanager
def _marked(mount: Mount) -> Iterator[str]:
    """Put an empty directory of a name that nobody can guess where the mount is to be; on a stage it does not count."""
    mark = f".{secrets.token_hex(16)}"
    try:
        handle = _opened(mount)
        os.mkdir(mark, dir_fd=handle)
    except OSError as error:
        raise ContainerError(f"directory {mount.below}: cannot be mounted ({error.strerror})") from None
    try:
        yield mark
    finally:
        with contextlib.suppress(OSError):  # a container may have taken it
            os.rmdir(mark, dir_fd=handle)
        os.close(handle)


def _opened(mount: Mount) -> int:
    handle = open_root(mount.source)
    for name in mount.below.split("/"):
        try:
            below = enter(handle, name)
        finally:
            os.close(handle)
        handle = below
    return handle
