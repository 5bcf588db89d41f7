"""Services in real containers that are made, changed and dropped without pause, and what Docker has of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import docker
import httpx
from docker.errors import ImageNotFound
from docker.models.containers import Container

from spcs_local.containers.docker_adapter import ACCOUNT_LABEL
from spcs_local.relay import PART_LABEL
from spcs_local.services.planning.instance_plan import NAME_LABEL, REVISION_LABEL
from spcs_local_tests.soak.client import Client

IMAGE = "demo/app/repo/image:1"
CONTAINERS = 2
PATH = "DEMO.APP."
# a block volume, and a directory of a stage that all services write to
VOLUMES = """
  volumes:
    - {name: data, source: block, size: 10Gi, blockConfig: {snapshotOnDelete: false}}
    - {name: files, source: stage, stageConfig: {name: "@DEMO.APP.FILES/shared"}}
"""
MOUNTS = "[{name: data, mountPath: /data}, {name: files, mountPath: /files}]"
# two containers that share a network
_SPEC = """
spec:
  containers:
    - name: main
      image: /{image}
      command: [python3, -c, "open('/data/starts', 'a').write('x'); import signal; signal.pause()"]
      env: {{REVISION: "{revision}"}}
      volumeMounts: {mounts}
    - {{name: helper, image: /{image}, command: [python3, -c, "import signal; signal.pause()"]}}{volumes}"""


@dataclass
class Churn:
    """One session that changes services until the account is gone; what was acknowledged of each."""

    client: Client
    wanted: dict[str, str] = field(default_factory=dict)  # by service: RUNNING, SUSPENDED; none if it was dropped
    unsure: set[str] = field(default_factory=set)
    statements: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)  # something was acknowledged

    async def create(self, name: str) -> None:
        """A service."""
        statement = f"CREATE SERVICE {PATH}{name} IN COMPUTE POOL POOL FROM SPECIFICATION {_specification(1)}"
        await self._change(name, statement, "RUNNING")

    async def write(self, prefix: str) -> None:
        """Until the account is killed."""
        try:
            for number in range(1000):
                await self._round(f"{prefix}{number}")
        except (httpx.TransportError, httpx.HTTPStatusError):
            return

    async def drop_all(self, *, but: str | None = None) -> None:
        """All services that there are, but perhaps one."""
        for row in await self.client.run("SHOW SERVICES IN SCHEMA DEMO.APP"):
            if row["name"] != but:
                await self.client.run(f"DROP SERVICE {PATH}{row['name']} FORCE")
        self.wanted = {name: state for name, state in self.wanted.items() if name == but}
        self.unsure.clear()

    async def _round(self, name: str) -> None:
        await self.create(name)
        await self._wait(name)
        await self._change(name, f"ALTER SERVICE {PATH}{name} FROM SPECIFICATION {_specification(2)}", "RUNNING")
        await self._change(name, f"ALTER SERVICE {PATH}{name} SUSPEND", "SUSPENDED")
        await self._change(name, f"ALTER SERVICE {PATH}{name} RESUME", "RUNNING")
        await self._wait(name)
        await self._change(name, f"DROP SERVICE {PATH}{name} FORCE", None)

    async def _wait(self, name: str) -> None:
        """However long it takes: the account is killed in any case."""
        while True:
            (described,) = await self.client.run(f"DESCRIBE SERVICE {PATH}{name}")
            if described["status"] == "RUNNING":
                return
            await asyncio.sleep(0.1)

    async def _change(self, name: str, statement: str, state: str | None) -> None:
        self.unsure.add(name)
        await self.client.run(statement)
        self.unsure.discard(name)
        self.statements += 1
        self.begun.set()
        if state is None:
            self.wanted.pop(name, None)
        else:
            self.wanted[name] = state


def _specification(revision: int) -> str:
    text = _SPEC.format(image=IMAGE, revision=revision, mounts=MOUNTS, volumes=VOLUMES)
    return f"$${text}$$"


@dataclass(frozen=True)
class Engine:
    """What Docker has of one account."""

    client: docker.DockerClient
    account_id: str

    def services(self) -> Counter[tuple[str, str]]:
        """How many containers run, by service and revision; all others by name and state."""
        found = Counter[tuple[str, str]]()
        for container in self._containers():
            labels, running = container.labels, container.status == "running"
            if PART_LABEL not in labels or not running:
                service = (labels[NAME_LABEL], labels[REVISION_LABEL]) if NAME_LABEL in labels and running else None
                found[service or (str(container.name), container.status)] += 1
        return found

    def volumes(self) -> list[str]:
        """The names of those that there are."""
        return sorted(str(volume.name) for volume in self.client.volumes.list(filters={"label": self._label}))

    def parts(self) -> Counter[str]:
        """The account's own containers that run."""
        running = [container for container in self._containers() if container.status == "running"]
        return Counter(c.labels[PART_LABEL] for c in running if PART_LABEL in c.labels)

    def started(self, service: str) -> dict[str, str]:
        """When each container of a service was started, by its id."""
        ours = [c for c in self._containers() if PART_LABEL not in c.labels]
        found = [c for c in ours if c.labels.get(NAME_LABEL) == f"{PATH}{service}"]
        return {str(container.id): container.attrs["State"]["StartedAt"] for container in found}

    @property
    def _label(self) -> str:
        return f"{ACCOUNT_LABEL}={self.account_id}"

    def _containers(self) -> list[Container]:
        return self.client.containers.list(all=True, filters={"label": self._label}, ignore_removed=True)

    @contextmanager
    def pushed(self, image: str, host: str, user: str, password: str) -> Iterator[None]:
        """Have the image in the account's repository, and no reference to it here in the end."""
        self.client.images.get(image).tag(f"{host}/{IMAGE}")
        try:
            credentials = {"username": user, "password": password}
            said = self.client.images.push(f"{host}/{IMAGE}", auth_config=credentials, stream=True, decode=True)
            assert [line["error"] for line in said if "error" in line] == []
            yield
        finally:
            self.forget(image, host)

    def forget(self, image: str, host: str) -> list[str]:
        """Take away all that the image is called in the repository; what that was."""
        known = self.client.images.get(image).attrs
        found = [name for name in (*known["RepoTags"], *known["RepoDigests"]) if name.startswith(f"{host}/")]
        for reference in found:
            with suppress(ImageNotFound):  # its digest goes with the last tag
                self.client.images.remove(reference)
        return found
