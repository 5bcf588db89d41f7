"""A dynamic resource for a file on a stage, in a directory that is named by the hash of its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource

from components.dynamic_session import SessionProvider
from components.rolled_specification import content_hash
from components.session import DOES_NOT_EXIST, StatementError
from components.sql import SchemaObject

INPUTS = ("database", "schema", "stage", "file", "content", "role")


class StageFileProvider(SessionProvider):
    """Other text is another directory, so a new file never overwrites or removes the one that is still in use."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        changed = [key for key in INPUTS if _olds.get(key) != _news.get(key)]
        return DiffResult(changes=bool(changed), replaces=changed)

    def create(self, props: dict[str, Any]) -> CreateResult:
        target = directory(props)
        self.session(props["role"]).put(props["content"], props["file"], target)
        return CreateResult(f"{target}/{props['file']}", dict(props))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        try:
            found = self.session(props["role"]).rows(f"LIST @{directory(props)}")
        except StatementError as error:
            if error.number != DOES_NOT_EXIST:
                raise
            found = []
        there = any(str(row["name"]).endswith(f"/{props['file']}") for row in found)
        return ReadResult(id_ if there else "", dict(props))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        try:
            self.session(_props["role"]).rows(f"REMOVE @{directory(_props)}/{_props['file']}")
        except StatementError as error:
            if error.number != DOES_NOT_EXIST:
                raise


class StageFile(Resource, module="stage_file", name="StageFile"):
    content: pulumi.Output[str]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(StageFileProvider(), name, dict(props), opts)


def directory(props: Mapping[str, Any]) -> str:
    stage = SchemaObject.of(props["database"], props["schema"], props["stage"])
    return f"{stage.quoted}/{content_hash(props['content'])}"
