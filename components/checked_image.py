"""A dynamic resource for an image that was pushed before: it is there with the digest that it has to have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components import account_objects as kinds
from components.account_images import AccountImage, Digests, digests_in, problem
from components.account_objects import ObjectName
from components.dynamic_session import SessionProvider

INPUTS = ("database", "schema", "repository", "image", "tag", "digest", "role")


class ImageNotThereError(Exception):
    """An image that services would not find, or not as it was pushed."""


class CheckedImageProvider(SessionProvider):
    """Create and update look; read finds what is there now. Nothing is ever pushed or deleted."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=any(_olds.get(key) != _news.get(key) for key in INPUTS), replaces=[])

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult(self._checked(props).reference, dict(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        self._checked(_news)
        return UpdateResult(dict(_news))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        image = _image(props)
        digest = self._found(props, image).get((image.name, image.tag))
        return ReadResult(id_, {**props, "digest": digest}) if digest else ReadResult("", {})

    def _checked(self, props: Mapping[str, Any]) -> AccountImage:
        image = _image(props)
        wrong = problem(image, self._found(props, image), "<this stack>")
        if wrong:
            raise ImageNotThereError(str(wrong))
        return image

    def _found(self, props: Mapping[str, Any], image: AccountImage) -> Digests:
        repository = ".".join(part.quoted for part in image.repository.parts)
        return digests_in(self.session(props["role"]), repository) or {}


def _image(props: Mapping[str, Any]) -> AccountImage:
    repository = ObjectName.of(kinds.IMAGE_REPOSITORY, props["database"], props["schema"], props["repository"])
    return AccountImage(repository, props["image"], props["tag"], props["digest"])


class CheckedImage(Resource, module="checked_image", name="CheckedImage"):
    """`tag` and `digest` are known once the image was found to have them."""

    tag: pulumi.Output[str]
    digest: pulumi.Output[str]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(CheckedImageProvider(), name, dict(props), opts)
