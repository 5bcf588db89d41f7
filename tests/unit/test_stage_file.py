"""A file on a stage, keyed by its hash."""

from __future__ import annotations

from typing import Any

import pytest

from components.rolled_specification import content_hash
from components.session import DOES_NOT_EXIST, Row, StatementError
from components.stage_file import StageFileProvider, directory
from tests.unit.fake_service import FakeSession, Look

PROPS: dict[str, Any] = {
    "database": "D",
    "schema": "S",
    "stage": "Y",
    "file": "milvus.yaml",
    "content": "spec: {}",
    "role": "OWNER",
}
TARGET = f'"D"."S"."Y"/{content_hash("spec: {}")}'


class Stage(FakeSession):
    """A stage that holds what was put on it."""

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if not self.looks:
            raise StatementError(DOES_NOT_EXIST, "002003 (02000): the stage does not exist or not authorized.")
        return [{"name": "y/" + name.partition("/")[2]} for name in self.uploads]


def provider(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> StageFileProvider:
    made = StageFileProvider()
    monkeypatch.setattr(made, "session", stage.opened)
    return made


def test_put_the_text_below_its_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([Look()])
    made = provider(stage, monkeypatch).create(PROPS)
    assert stage.uploads == {f"{TARGET}/milvus.yaml": "spec: {}"}
    assert made.id == f"{TARGET}/milvus.yaml"


def test_find_the_file_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = provider(Stage([Look()]), monkeypatch)
    id_ = made.create(PROPS).id
    assert made.read(id_, PROPS).id == id_


@pytest.mark.parametrize("looks", [[Look()], []], ids=["file removed", "stage dropped"])
def test_find_the_file_gone(looks: list[Look], monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider(Stage(looks), monkeypatch).read("x", PROPS).id == ""


def test_replace_the_file_with_other_text_elsewhere() -> None:
    news = {**PROPS, "content": "spec: {a: 1}"}
    diff = StageFileProvider().diff("x", PROPS, news)
    assert diff.replaces == ["content"]
    assert not diff.delete_before_replace
    assert directory(news) != directory(PROPS)


def test_change_nothing_for_the_same_text() -> None:
    assert not StageFileProvider().diff("x", PROPS, dict(PROPS)).changes


@pytest.mark.parametrize("looks", [[Look()], []], ids=["there", "stage dropped"])
def test_remove_the_file(looks: list[Look], monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(looks)
    provider(stage, monkeypatch).delete("x", PROPS)
    assert stage.statements == [f"REMOVE @{TARGET}/milvus.yaml"]
