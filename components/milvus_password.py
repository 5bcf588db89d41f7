"""A password that is made once, and lives in the stack's state: a dynamic resource, which asks no account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

BYTES = 24  # of chance: 32 characters, of which a URL and a shell make nothing else


class MilvusPasswordProvider(ResourceProvider):
    """Makes one, and another one for another generation."""

    serialize_as_secret_always = False

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=_olds.get("generation") != _news.get("generation"))

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult("password", _made(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        return UpdateResult(_made(_news))


class MilvusPassword(Resource, module="milvus_password", name="MilvusPassword"):
    """`password` is secret wherever it goes."""

    password: pulumi.Output[str]

    def __init__(self, name: str, generation: int, opts: pulumi.ResourceOptions) -> None:
        hidden = pulumi.ResourceOptions(additional_secret_outputs=["password"])
        props = {"generation": generation, "password": None}
        super().__init__(MilvusPasswordProvider(), name, props, pulumi.ResourceOptions.merge(opts, hidden))


def _made(props: Mapping[str, Any]) -> dict[str, Any]:
    return {**props, "password": secrets.token_urlsafe(BYTES)}
