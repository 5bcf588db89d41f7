"""Paths of the REST API: collections and names in turn, and what is asked of the last one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from spcs_local.errors import DoesNotExistError, NotSupportedError
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.routes.rest.resources import RESOURCES, Resource

PREFIX = "/api/v2/"


class NoResourceError(NotSupportedError):
    """A resource that the account does not have, as clients see it that look whether it is there."""

    def __init__(self, collection: str) -> None:
        super().__init__(f"The REST API's resource {collection}")


@dataclass(frozen=True)
class Path:
    """A collection, or an object in it where `name` is given; what lies below it; and what is done with it."""

    resource: Resource
    parents: tuple[str, ...] = ()
    name: str | None = None
    below: tuple[str, ...] = ()
    action: str = ""
    collection: str = ""

    @property
    def full_name(self) -> Name:
        """The object's name with those that it lies under."""
        return Name((*self.parents, folded(self.name or "")))


def segments_of(raw: str) -> list[str]:
    """The segments of a path as it was sent: a name may have a slash in it."""
    return [unquote(segment) for segment in raw.removeprefix(PREFIX).strip("/").split("/")]


def read(segments: list[str]) -> Path:
    """`databases/D/schemas/S/stages[/NAME[/files]]`, the last with an `:action` or without."""
    *before, last = segments
    last, action = _action(last)
    collections: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    left = [*before, last]
    while True:
        resource = RESOURCES.get(left[0])
        if resource is None and left[0]:
            raise NoResourceError(left[0])
        if resource is None or resource.above != collections:
            raise DoesNotExistError("Resource", "/".join(segments))
        if len(left) == 1:
            return Path(resource, parents, action=action, collection=left[0])
        collections += (left[0],)
        if len(left) == 2 or not _lies_in(left[2], collections):
            return Path(resource, parents, left[1], tuple(left[2:]), action, collections[-1])
        parents += (folded(left[1]),)
        left = left[2:]


def _lies_in(collection: str, above: tuple[str, ...]) -> bool:
    return collection in RESOURCES and RESOURCES[collection].above == above


def _action(segment: str) -> tuple[str, str]:
    """A segment without its action; a colon between quotes is the name's own."""
    name, colon, action = segment.rpartition(":")
    if not colon or (name.startswith('"') and not name.endswith('"')):
        return segment, ""
    return name, action


def folded(segment: str) -> str:
    """The stored form of a name in a path."""
    parsed = parse_name(segment)
    if parsed is None or len(parsed.parts) != 1:
        raise DoesNotExistError("Object", segment)
    return parsed.last
