"""Images of specifications: where they lie, and the digest that a tag stands for now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from spcs_local.errors import SnowflakeError
from spcs_local.model.ports import ImageRegistry, stored_path
from spcs_local.services.records.rows import Revision
from spcs_local.specification import InvalidSpecificationError, Specification

# https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests; a `..` would lead elsewhere
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"\w[\w.-]{0,127}|sha256:[0-9a-f]+", re.ASCII)
ARCHITECTURE = "amd64"


class ImageNotFoundError(SnowflakeError):
    """A specification with an image that is not in the repository. Number and SQLSTATE are those of a bad spec."""

    def __init__(self, image: str) -> None:
        super().__init__(395018, "22023", f"Failed to retrieve image {image} from the image repository: not found.")


class ForeignImageError(SnowflakeError):
    """An image for other processors; the sentence is Snowflake's, number and SQLSTATE are those of a bad spec."""

    def __init__(self, image: str) -> None:
        message = (
            f"Failed to retrieve image {image} from the image repository: SPCS only supports image for {ARCHITECTURE}"
            f" architecture. Please rebuild your image with '--platform linux/{ARCHITECTURE}' option"
        )
        super().__init__(395018, "22023", message)


@dataclass(frozen=True)
class ImageReference:
    """`/db/schema/repository/name:tag`, in parts; the name may have several components."""

    database: str
    schema: str
    repository: str
    name: str
    tag: str

    @property
    def place(self) -> str:
        """The path of the repository in the registry: lower case, without host."""
        return f"{self.database}/{self.schema}/{self.repository}".lower()

    @property
    def path(self) -> str:
        """The image's, without tag."""
        return f"{self.place}/{self.name.lower()}"


def read_reference(image: str) -> ImageReference:
    """An image as specifications write it, with or without the registry's host."""
    path, tag = _split_tag(image)
    parts = path.strip("/").split("/")
    if not image.startswith("/") and ("." in parts[0] or ":" in parts[0]):
        parts = parts[1:]
    if len(parts) < 4 or not all(_COMPONENT.fullmatch(part.lower()) for part in parts):
        expected = "/<database>/<schema>/<repository>/<name>:<tag>"
        raise InvalidSpecificationError(f"'{image}' is no image; expected {expected}.")
    if not _TAG.fullmatch(tag):
        raise InvalidSpecificationError(f"'{tag}' is no tag or digest of an image.")
    return ImageReference(parts[0], parts[1], parts[2], "/".join(parts[3:]), tag)


def pin(
    text: str, specification: Specification, registry: ImageRegistry, repository_of: Callable[[ImageReference], int]
) -> Revision:
    """The specification with the digests that its tags stand for now, in the repositories that are called so now."""
    images, said = {}, {}
    for container in specification.containers:
        reference = read_reference(container.image)
        repository_id = repository_of(reference)
        registry.lead(reference.place, repository_id)
        digest = _digest(registry, container.image, reference)
        images[container.name] = f"{stored_path(repository_id, reference.name.lower())}@{digest}"
        said[container.name] = f"{reference.path}@{digest}"
    content = "\n".join((text, *(f"{name}={image}" for name, image in sorted(said.items()))))
    return Revision(text, specification, images, hashlib.sha256(content.encode()).hexdigest())


def _digest(registry: ImageRegistry, image: str, reference: ImageReference) -> str:
    digest = registry.resolve(reference.path, reference.tag)
    if digest is None:
        raise ImageNotFoundError(image)
    told = registry.architectures(reference.path, digest)
    if told and ARCHITECTURE not in told:
        raise ForeignImageError(image)
    return digest


def _split_tag(image: str) -> tuple[str, str]:
    path, at, digest = image.partition("@")
    if at:
        return path.rpartition(":")[0] if ":" in path.rsplit("/", 1)[-1] else path, digest
    head, slash, last = image.rpartition("/")
    name, _, tag = last.partition(":")
    return head + slash + name, tag or "latest"
