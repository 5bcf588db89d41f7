"""An image in the account's repository: what its provider looks for."""

from __future__ import annotations

from typing import Any

import pytest

from components.pushed_image import PushedImageProvider
from components.session import DOES_NOT_EXIST, Row, StatementError

PROPS: dict[str, Any] = {
    "database": "D",
    "schema": "S",
    "repository": "R",
    "image": "notes",
    "tag": "0123456789abcdef",
    "role": "STORER",
}
THERE = {"image_name": "notes", "tags": "0123456789abcdef"}


class Repository:
    """With some images, or with the number of the error that each statement ends in."""

    def __init__(self, *images: Row, refuses: int | None = None) -> None:
        self.images, self.refuses = list(images), refuses
        self.statements: list[str] = []

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if self.refuses is not None:
            raise StatementError(self.refuses, "refused")
        return self.images

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError

    def opened(self, role: str) -> Repository:
        assert role == "STORER"
        return self


def provider(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> PushedImageProvider:
    made = PushedImageProvider()
    monkeypatch.setattr(made, "session", repository.opened)
    return made


def test_each_has_an_id_of_its_own() -> None:
    first, second = (PushedImageProvider().create(PROPS) for _ in range(2))
    assert first.id != second.id
    assert first.outs == PROPS


@pytest.mark.parametrize("tags", ["0123456789abcdef", "[latest, 0123456789abcdef]"])
def test_read_finds_the_image(tags: str, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository({**THERE, "image_name": "other"}, {**THERE, "tags": tags})
    found = provider(repository, monkeypatch).read("id", PROPS)
    assert (found.id, found.outs) == ("id", PROPS)
    assert repository.statements == ['SHOW IMAGES IN IMAGE REPOSITORY "D"."S"."R"']


@pytest.mark.parametrize(
    "repository",
    [
        Repository(),
        Repository({**THERE, "image_name": "other"}),
        Repository({**THERE, "tags": "other"}),
        Repository(refuses=DOES_NOT_EXIST),
    ],
    ids=["empty", "another image", "another tag", "dropped"],
)
def test_read_misses_the_image(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider(repository, monkeypatch).read("id", PROPS).id == ""


def test_another_error_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StatementError, match="refused"):
        provider(Repository(refuses=3001), monkeypatch).read("id", PROPS)


def test_another_tag_keeps_the_id() -> None:
    news = {**PROPS, "tag": "fedcba9876543210"}
    diff = PushedImageProvider().diff("id", PROPS, news)
    assert (diff.changes, diff.replaces) == (True, [])
    assert PushedImageProvider().update("id", PROPS, news).outs == news


def test_the_same_again_is_no_change() -> None:
    assert not PushedImageProvider().diff("id", PROPS, dict(PROPS)).changes
