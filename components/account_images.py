"""Images that were pushed before: which ones services run, and what of them is in the account's repositories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from components.account_objects import CANNOT_BE_SEEN, ObjectName
from components.existing_objects import storage_objects
from components.image_tag import PLATFORM, build_context, image_tag
from components.problems import Problem
from components.service_definitions import ImageDefinition, images_of
from components.session import Row, Session, StatementError
from components.settings import Settings

# set by who previews with images that are made up: without Docker, on an account that nothing was pushed to
MADE_UP = "MILVUS_SPCS_MADE_UP_IMAGES"
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
Digests = Mapping[tuple[str, str], str]  # by names and tags


@dataclass(frozen=True)
class AccountImage:
    """One that has to be there, with this digest."""

    repository: ObjectName
    name: str
    tag: str
    digest: str

    @property
    def reference(self) -> str:
        """As a specification names it."""
        return f"/{'/'.join(self.repository.parts).lower()}/{self.name}:{self.tag}"


def made_up(environment: Mapping[str, str]) -> bool:
    """Whether nobody is to look for images."""
    return bool(environment.get(MADE_UP))


def account_images(settings: Settings) -> dict[str, AccountImage]:
    """By their keys in `images_of`; none of one that is built here, or may have any digest."""
    own = storage_objects(settings.storage)["repository"]
    return {
        key: _image(definition, definition.image_digest, own)
        for key, definition in images_of(settings.services).items()
        if definition.image_digest
    }


def _image(definition: ImageDefinition, digest: str, own: ObjectName) -> AccountImage:
    """The one that is named; or that would be built here, under the same tag."""
    if definition.image_reference is None:
        context = build_context(definition.image)
        tag = image_tag(context, "Dockerfile", definition.build_args, PLATFORM)
        return AccountImage(own, definition.image, tag, digest)
    path, _, tag = definition.image_reference.rpartition(":")
    _, database, schema, repository, name = path.split("/", 4)
    found = ObjectName.of(own.kind, *(part.upper() for part in (database, schema, repository)))
    return AccountImage(own if own == found else found, name, tag, digest)


def digests_in(session: Session, repository: str) -> Digests | None:
    """Of a repository, by its quoted name; None where it is not there, or the session's roles may not see it."""
    try:
        rows = session.rows(f"SHOW IMAGES IN IMAGE REPOSITORY {repository}")
    except StatementError as error:
        if error.number in CANNOT_BE_SEEN:
            return None
        raise
    return {(str(row["image_name"]), tag): str(row.get("digest")) for row in rows for tag in _tags(row)}


def _tags(row: Row) -> Iterable[str]:
    """https://docs.snowflake.com/en/sql-reference/sql/show-images-in-image-repository"""
    return _TAG.findall(str(row["tags"]))


def problem(image: AccountImage, found: Digests, stack: str) -> Problem | None:
    """Of one that is not among what was found, or is another one there."""
    subject, there = f"image {image.reference}", found.get((image.name, image.tag))
    if there == image.digest:
        return None
    if there is not None:
        return Problem(
            subject, f"{there}, another image", image.digest, _push(stack, "or, if that one is wanted, name its digest")
        )
    others = sorted(tag for (name, tag), digest in found.items() if (name, digest) == (image.name, image.digest))
    if others:
        return Problem(
            subject,
            f"not there; {image.digest} is, as {image.name}:{others[0]}, built from other files or build arguments",
            "the image of these files",
            f"deploy the commit it was built from, name it as imageReference, or build this one and {_push(stack)}",
        )
    return Problem(subject, "not there", f"the image {image.digest}", _push(stack))


def unseen(repository: ObjectName, role: str) -> Problem:
    """A repository of others."""
    seen = f"let its owner run GRANT READ ON {repository.sql} TO ROLE {role}, which needs USAGE on what it lies in"
    return Problem(
        str(repository), f"not there, or not to be seen by {role}", "one that is there", f"name another, or {seen}"
    )


def _push(stack: str, otherwise: str = "") -> str:
    return f"make promote FROM=<stack that built it> TO={stack}{otherwise and ', ' + otherwise} (docs/environments.md)"
