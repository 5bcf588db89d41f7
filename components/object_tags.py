"""Tags of objects, by a dynamic resource beside each object that the stack makes.

The provider's TagAssociation cannot be read once an object is gone, which ends every refresh, and does not see that an
object was made anew, without its tags.
https://docs.snowflake.com/en/user-guide/object-tagging/introduction
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult
from pulumi.runtime import register_stack_transformation

from components import account_objects as kinds
from components.account_objects import CANNOT_BE_SEEN
from components.dynamic_session import SessionProvider
from components.full_name import quoted
from components.new_resources import WatchedResource
from components.session import StatementError
from components.sql import SchemaObject, literal

WITHOUT = frozenset({kinds.NETWORK_RULE, kinds.SECRET})  # the kinds of the stack that take no tags
IDENTITY = ("of", "kind", "name")


class ObjectTagsProvider(SessionProvider):
    """Sets the tags of one object, looks which it has, takes them off; all as `role`. Tags that others set stay."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        # not known where the object is about to be made anew: its tags go with the old one
        another = [key for key in IDENTITY if _olds.get(key) != _news.get(key)]
        changes = bool(another) or any(_olds.get(key) != _news.get(key) for key in ("tags", "role"))
        return DiffResult(changes=changes, replaces=another, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        self._set(props, props["tags"])
        return CreateResult(f"{props['kind']} {props['name']}", dict(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        self._unset(_news, [tag for tag in _olds["tags"] if tag not in _news["tags"]])
        self._set(_news, _news["tags"])
        return UpdateResult(dict(_news))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        tags = list(props["tags"])
        columns = ", ".join(
            f"SYSTEM$GET_TAG({literal(tag)}, {literal(props['name'])}, {literal(props['kind'])}) AS T{number}"
            for number, tag in enumerate(tags)
        )
        try:
            [row] = self.session(props["role"]).rows(f"SELECT {columns}")
        except StatementError as error:
            if error.number in CANNOT_BE_SEEN:  # the object, or a tag
                return ReadResult("", {})
            raise
        found = {tag: row[f"t{number}"] for number, tag in enumerate(tags)}
        return ReadResult(id_, {**props, "tags": {tag: value for tag, value in found.items() if value is not None}})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        self._unset(_props, _props["tags"])

    def _set(self, props: Mapping[str, Any], tags: Mapping[str, str]) -> None:
        values = ", ".join(f"{tag} = {literal(value)}" for tag, value in tags.items())
        self.session(props["role"]).rows(f"ALTER {props['kind']} {props['name']} SET TAG {values}")

    def _unset(self, props: Mapping[str, Any], tags: Collection[str]) -> None:
        if not tags:
            return
        try:
            self.session(props["role"]).rows(f"ALTER {props['kind']} {props['name']} UNSET TAG {', '.join(tags)}")
        except StatementError as error:
            if error.number not in CANNOT_BE_SEEN:
                raise
            # a tag that was dropped has the statement refused for the others, too
            for tag in tags if len(tags) > 1 else ():
                self._unset(props, [tag])


class ObjectTags(Resource, module="object_tags", name="ObjectTags"):
    """The tags of one object."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(ObjectTagsProvider(), name, dict(props), opts)


@dataclass(frozen=True)
class _Taggable:
    name: str
    watched: WatchedResource


class Tagging:
    """Notes what the stack makes from when it is begun, and gives all of it the tags.

    `deploying` is the role that reaches what owners make.
    """

    def __init__(self, tags: Mapping[SchemaObject, str], deploying: str) -> None:
        self._tags = {tag.quoted: value for tag, value in sorted(tags.items(), key=lambda item: str(item[0]))}
        self._deploying = deploying
        self._taggable: list[_Taggable] = []
        if tags:
            register_stack_transformation(self._note)

    def _note(self, args: pulumi.ResourceTransformationArgs) -> None:
        """Transforms nothing."""
        watched = WatchedResource.of(args, self._deploying)
        if watched and watched.made and watched.made.kind not in WITHOUT:
            self._taggable.append(_Taggable(args.name, watched))

    def tag_all(self) -> list[pulumi.Resource]:
        """To be called when everything is registered."""
        return [self._tagged(it.name, it.watched) for it in self._taggable]

    def _tagged(self, name: str, watched: WatchedResource) -> ObjectTags:
        assert watched.made is not None
        props = {
            "of": watched.resource.id,
            "kind": watched.made.kind.word.upper(),
            "name": quoted(*(watched.properties[part] for part in watched.made.kind.named_by)),
            "tags": self._tags,
            "role": watched.role,
        }
        # they go with the object
        opts = pulumi.ResourceOptions(parent=watched.resource, deleted_with=watched.resource)
        return ObjectTags(f"{name}-tags", props, opts)
