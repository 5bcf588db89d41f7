"""A dynamic resource for an image that is in the account's repository: the image's own is never looked at again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.account_images import digests_in
from components.dynamic_session import SessionProvider
from components.sql import SchemaObject

INPUTS = ("database", "schema", "repository", "image", "tag", "role")


class PushedImageProvider(SessionProvider):
    """Made before the image is pushed, with an id of its own: once the image is missed, the next one has another id,
    and what is replaced with it is pushed again."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        # another tag is another image, which is pushed anyway
        return DiffResult(changes=any(_olds.get(key) != _news.get(key) for key in INPUTS), replaces=[])

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult(uuid.uuid4().hex, dict(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        return UpdateResult(dict(_news))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        repository = SchemaObject.of(props["database"], props["schema"], props["repository"])
        there = digests_in(self.session(props["role"]), repository.quoted) or {}
        return ReadResult(id_, dict(props)) if (props["image"], props["tag"]) in there else ReadResult("", {})


class PushedImage(Resource, module="pushed_image", name="PushedImage"):
    """Its id lasts as long as the image is in the repository."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(PushedImageProvider(), name, dict(props), opts)
