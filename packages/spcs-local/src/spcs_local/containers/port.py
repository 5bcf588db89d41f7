"""The narrow port through which everything that Docker does for the account goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network
from pathlib import Path
from typing import Literal, Protocol

PART_LABEL = "milvus-spcs.part"  # of the account's own containers: which one it is
MountKind = Literal["bind", "volume", "tmpfs"]
ContainerStatus = Literal["created", "running", "exited"]


class ContainerError(Exception):
    """The adapter could not do what was asked; the text says what and why."""


class ImageMissingError(ContainerError):
    """The registry has no such image, or refuses it."""


@dataclass(frozen=True, kw_only=True)
class Mount:
    """A directory of the host, a named volume, or memory, inside a container.

    `source` is an absolute path for `bind`, a volume's name for `volume`, and empty for `tmpfs`. What the image has at
    the target goes into an empty volume, unless it is `bare`. Of a bind mount, `below` is a path in
    `source`, whose directories other containers may replace meanwhile: nothing out of `source` is mounted for them.
    """

    kind: MountKind
    source: str
    target: str
    below: str = ""
    read_only: bool = False
    bare: bool = False
    size_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A network that a container joins, with the names it answers to there; an address of its own choice or any."""

    network: str
    aliases: tuple[str, ...] = ()
    address: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContainerSpec:
    """A container to run. `namespace_of` names the container whose network it shares; then `networks` is empty.

    `command` and `args` are the image's own where None; `user` is `uid:gid`, the image's own where None. Names that the
    engine does not know are asked of `name_server` alone. There are no capabilities but `capabilities`.
    What is `one_shot` is to end by itself: an engine that runs nothing says so at once. Where others build on what it
    does at first, `run` waits until it has written the line `says`.
    """

    name: str
    image: str
    command: tuple[str, ...] | None = None
    args: tuple[str, ...] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    mounts: tuple[Mount, ...] = ()
    networks: tuple[Attachment, ...] = ()
    namespace_of: str | None = None
    name_server: str | None = None
    user: str | None = None
    capabilities: tuple[str, ...] = ()
    sysctls: Mapping[str, str] = field(default_factory=dict)
    cpus: float | None = None
    memory_bytes: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    one_shot: bool = False
    says: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContainerState:
    """A container as it is now. `address` is its IPv4 address on its first network, None while it has none."""

    name: str
    status: ContainerStatus
    address: str | None
    exit_code: int | None
    started_at: float | None
    message: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class LogLine:
    """A line that a container wrote: when, in seconds since the epoch, and to `stdout` or `stderr`."""

    at: float
    stream: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What the host gives to one container at most."""

    cpus: float
    memory_bytes: int


def gateway_of(network: IPv4Network) -> str:
    """The address that containers of an internal network send all else to; no container can have it."""
    return str(network[-2])


class ContainerPort(Protocol):
    """Containers, networks and volumes of one account, all of them labelled with it; names are unique in it."""

    def pull(self, image: str, username: str, password: str) -> None:
        """Make `host/path@sha256:…` present; `ImageMissingError` if the registry does not give it."""

    def open_up(self, directory: Path) -> None:
        """Have everybody read and write all below a directory of the host: containers wrote there as any user."""

    def capacity(self) -> Capacity:
        """The host's processors and memory."""

    def ensure_network(self, name: str, *, internal: bool) -> IPv4Network:
        """Make the network if it is not there; an internal one has no way out.

        Addresses that nobody chooses are taken from its second quarter.
        """

    def ensure_volume(self, name: str) -> None:
        """Make the named volume if it is not there."""

    def own_volume(self, name: str, uid: int, gid: int) -> None:
        """Give the top directory of a volume, made if it is not there, to a user and a group that may write there."""

    def copy_volume(self, source: str, target: str) -> None:
        """Put all that one volume holds, as it is now, into another, which is made if it is not there."""

    def remove_volume(self, name: str) -> None:
        """Remove the named volume; one that is not there is no error."""

    def run(self, spec: ContainerSpec) -> None:
        """Create and start a container; one of the same name is removed first.

        One that ends before it has written the line that is waited for is a `ContainerError` with what it wrote.
        """

    def inspect(self, name: str) -> ContainerState | None:
        """The container's state, None if there is no such container."""

    def containers(self) -> list[ContainerState]:
        """Every container of the account."""

    def remove(self, name: str, *, grace_seconds: int = 30) -> None:
        """SIGTERM, SIGKILL after the grace, then remove; one that is not there is no error."""

    def remove_unused(self) -> None:
        """Remove what stands for directories of containers that are gone, which a kill within `remove` leaves."""

    def logs(self, name: str, lines: int, *, since: datetime | None = None, timestamps: bool = False) -> str:
        """The newest lines of standard output and error, of 1 MB at most; empty if there is no such container.

        With `timestamps` each begins with when it was written, in UTC and ISO 8601, and a space.
        """

    def log_lines(self, name: str, most: int) -> list[LogLine]:
        """The newest lines with the stream that each went to, the oldest first; none if there is no such container."""

    def probe(self, name: str, port: int, path: str) -> bool:
        """Whether an HTTP GET on the container's port is answered with 200, within five seconds as a whole."""

    def remove_all(self, *, volumes: bool) -> None:
        """Remove every container, network and pulled image of the account, and its volumes if asked."""

    def close(self) -> None:
        """Give connections back."""
