"""An image that was pushed before: what its provider looks for, and when it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from components.checked_image import CheckedImageProvider, ImageNotThereError
from components.session import Row, StatementError
from tests.unit.test_account_images import ONE, OTHER

PROPS: dict[str, Any] = {
    "database": "D",
    "schema": "S",
    "repository": "R",
    "image": "notes",
    "tag": "t1",
    "digest": ONE,
    "role": "STORER",
}
NOTES = "/d/s/r/notes:t1"


class Repository:
    """With one image, or none."""

    def __init__(self, digest: str | None, refuses: int = 0) -> None:
        self.digest, self.refuses = digest, refuses

    def rows(self, statement: str) -> list[Row]:
        assert statement == 'SHOW IMAGES IN IMAGE REPOSITORY "D"."S"."R"'
        if self.refuses:
            raise StatementError(self.refuses, "refused")
        return [{"image_name": "notes", "tags": "t1", "digest": self.digest}] if self.digest else []

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError

    def opened(self, role: str) -> Repository:
        assert role == "STORER"
        return self


def provider(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> CheckedImageProvider:
    made = CheckedImageProvider()
    monkeypatch.setattr(made, "session", repository.opened)
    return made


def test_one_that_is_there_has_its_name_as_id(monkeypatch: pytest.MonkeyPatch) -> None:
    found = provider(Repository(ONE), monkeypatch)
    assert (found.create(PROPS).id, found.create(PROPS).outs) == (NOTES, PROPS)
    assert found.update(NOTES, {**PROPS, "digest": OTHER}, PROPS).outs == PROPS


@pytest.mark.parametrize("there", [Repository(None), Repository(OTHER), Repository(None, refuses=2003)])
def test_one_that_is_not_there_or_another_is_refused(there: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImageNotThereError, match=rf"^image {NOTES} is .*To do: make promote FROM="):
        provider(there, monkeypatch).create(PROPS)
    with pytest.raises(ImageNotThereError):
        provider(there, monkeypatch).update(NOTES, PROPS, PROPS)


def test_a_refresh_finds_what_is_there_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider(Repository(ONE), monkeypatch).read(NOTES, PROPS).outs == PROPS
    assert provider(Repository(OTHER), monkeypatch).read(NOTES, PROPS).outs == {**PROPS, "digest": OTHER}
    assert provider(Repository(None), monkeypatch).read(NOTES, PROPS).id == ""


def test_another_digest_or_tag_is_looked_for_anew() -> None:
    for key in ("tag", "digest"):
        diff = CheckedImageProvider().diff(NOTES, PROPS, {**PROPS, key: "other"})
        assert (diff.changes, diff.replaces) == (True, [])
    assert not CheckedImageProvider().diff(NOTES, PROPS, PROPS).changes
