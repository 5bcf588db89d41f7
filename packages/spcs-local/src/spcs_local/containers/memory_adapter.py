"""Containers that are only said to run: for tests, previews and measuring without images."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path

from spcs_local.containers.port import (
    Capacity,
    ContainerError,
    ContainerSpec,
    ContainerState,
    ImageMissingError,
    LogLine,
)

_ADDRESS = "127.0.0.1"
_NETWORK = IPv4Network("10.128.0.0/16")


@dataclass
class MemoryContainers:
    """A twin of the Docker adapter whose containers run at once and answer every probe, unless a test says otherwise.

    `missing_images` are refused by `pull`; `not_ready` names containers whose probe fails; `crash` ends one. One-shot
    containers end at once with the exit code `ending`; where that is None they run until `crash`.
    """

    host: Capacity = field(default_factory=lambda: Capacity(cpus=4.0, memory_bytes=16 * 1024**3))
    missing_images: set[str] = field(default_factory=set)
    not_ready: set[str] = field(default_factory=set)
    ending: int | None = 0
    networks: dict[str, bool] = field(default_factory=dict)
    volumes: set[str] = field(default_factory=set)
    owners: dict[str, tuple[int, int]] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)  # what a test put into volumes
    specs: dict[str, ContainerSpec] = field(default_factory=dict)
    _states: dict[str, ContainerState] = field(default_factory=dict)
    _lines: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def close(self) -> None:
        """Nothing is held."""

    def pull(self, image: str, username: str, password: str) -> None:  # noqa: ARG002 - the port's signature
        """Take any image that is not said to be missing."""
        if image in self.missing_images:
            raise ImageMissingError(f"image {image}: not found")

    def open_up(self, directory: Path) -> None:
        """Containers of memory write nothing."""

    def capacity(self) -> Capacity:
        """What the test said that the host has."""
        return self.host

    def ensure_network(self, name: str, *, internal: bool) -> IPv4Network:
        """Remember the network."""
        with self._lock:
            self.networks.setdefault(name, internal)
        return _NETWORK

    def ensure_volume(self, name: str) -> None:
        """Remember the volume."""
        with self._lock:
            self.volumes.add(name)

    def own_volume(self, name: str, uid: int, gid: int) -> None:
        """Remember whose it is."""
        with self._lock:
            self.volumes.add(name)
            self.owners[name] = (uid, gid)

    def copy_volume(self, source: str, target: str) -> None:
        """Copy what a test put there."""
        with self._lock:
            if source not in self.volumes:
                raise ContainerError(f"volume {source}: no such volume")
            self.volumes.add(target)
            if source in self.contents:
                self.contents[target] = self.contents[source]
            if source in self.owners:
                self.owners[target] = self.owners[source]

    def remove_volume(self, name: str) -> None:
        """Forget the volume."""
        with self._lock:
            self.volumes.discard(name)
            self.contents.pop(name, None)
            self.owners.pop(name, None)

    def run(self, spec: ContainerSpec) -> None:
        """Say that it runs."""
        with self._lock:
            self.specs[spec.name] = spec
            self._lines[spec.name] = []
            self._states[spec.name] = ContainerState(
                name=spec.name,
                status="running",
                address=_ADDRESS if spec.networks else None,
                exit_code=None,
                started_at=time.time(),
                message="",
                labels=dict(spec.labels),
            )
            if spec.says is not None:
                self.write(spec.name, spec.says)
            if spec.one_shot and self.ending is not None:
                self.crash(spec.name, self.ending)

    def crash(self, name: str, exit_code: int) -> None:
        """End a container as a crash does."""
        with self._lock:
            self._states[name] = replace(self._states[name], status="exited", exit_code=exit_code, address=None)

    def write(self, name: str, line: str) -> None:
        """Add a line to a container's log."""
        with self._lock:
            self._lines[name].append((datetime.now(UTC), line))

    def inspect(self, name: str) -> ContainerState | None:
        """The container's state."""
        with self._lock:
            return self._states.get(name)

    def containers(self) -> list[ContainerState]:
        """Every container."""
        with self._lock:
            return list(self._states.values())

    def remove(self, name: str, *, grace_seconds: int = 30) -> None:  # noqa: ARG002 - the port's signature
        """Forget the container."""
        with self._lock:
            for known in (self.specs, self._states, self._lines):
                known.pop(name, None)

    def remove_unused(self) -> None:
        """Nothing stands for directories here."""

    def logs(self, name: str, lines: int, *, since: datetime | None = None, timestamps: bool = False) -> str:
        """The newest lines that were written."""
        with self._lock:
            written = list(self._lines.get(name, []))
        kept = [(at, line) for at, line in written if since is None or at >= since][-lines:]
        return "".join(f"{at:%Y-%m-%dT%H:%M:%S.%fZ} {line}\n" if timestamps else f"{line}\n" for at, line in kept)

    def log_lines(self, name: str, most: int) -> list[LogLine]:
        """The newest lines that were written, all to stdout."""
        with self._lock:
            return [LogLine(at.timestamp(), "stdout", line) for at, line in self._lines.get(name, [])[-most:]]

    def probe(self, name: str, port: int, path: str) -> bool:  # noqa: ARG002 - the port's signature
        """Ready while it runs, unless a test says otherwise."""
        state = self.inspect(name)
        return state is not None and state.status == "running" and name not in self.not_ready

    def remove_all(self, *, volumes: bool) -> None:
        """Forget everything."""
        with self._lock:
            for name in list(self._states):
                self.remove(name)
            self.networks.clear()
            if volumes:
                self.volumes.clear()
