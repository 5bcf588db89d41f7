"""Named volumes of the Engine: owned, copied, removed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from docker import DockerClient
from docker.errors import NotFound
from docker.models.containers import Container
from docker.types import Mount as DockerMount

from spcs_local.containers import archives
from spcs_local.containers.docker_errors import reported

HOLDER_IMAGE = "milvus-spcs/volumes:1"  # an image of nothing, for containers that only hold volumes
_HELD = "volume"


class DockerVolumes:
    """One account's."""

    def __init__(self, client: DockerClient, labels: Mapping[str, str]) -> None:
        self._client = client
        self._labels = dict(labels)

    def ensure(self, name: str) -> None:
        """Make the named volume if it is not there: the Engine gives back the one that is."""
        with reported(f"volume {name}"):
            self._client.volumes.create(name, labels=self._labels)

    def own(self, name: str, uid: int, gid: int) -> None:
        """Hand the volume an archive of nothing but its top directory: no process has to run for that."""
        self.ensure(name)
        with reported(f"volume {name}"), self._holding(name) as holder:
            holder.put_archive("/", archives.directory(_HELD, uid, gid))

    def copy(self, source: str, target: str) -> None:
        """Through an archive, which keeps owners and modes."""
        with reported(f"volume {source}"):
            self._client.volumes.get(source)  # a container would make it, and one without a label
            self.ensure(target)
            with self._holding(source) as one, self._holding(target) as other:
                content, _ = one.get_archive(f"/{_HELD}")
                other.put_archive("/", content)

    def remove(self, name: str) -> None:
        """Remove the named volume if it is there."""
        with reported(f"volume {name}"), contextlib.suppress(NotFound):
            self._client.volumes.get(name).remove(force=True)

    @contextlib.contextmanager
    def _holding(self, volume: str) -> Iterator[Container]:
        """A container that never starts, with this volume."""
        if not self._client.images.list(name=HOLDER_IMAGE):
            changes = ["LABEL milvus-spcs.image=base"]
            repository, tag = HOLDER_IMAGE.split(":")
            self._client.api.import_image_from_data(archives.nothing(), repository=repository, tag=tag, changes=changes)
        mount = DockerMount(f"/{_HELD}", volume, type="volume", no_copy=True)
        holder = self._client.containers.create(
            HOLDER_IMAGE, command=["none"], mounts=[mount], labels=self._labels, network_mode="none"
        )
        try:
            yield holder
        finally:
            holder.remove(force=True)
