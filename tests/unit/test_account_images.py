"""Images that were pushed before: which ones, where, and what is said of those that are not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from components import account_objects as kinds
from components.account_images import AccountImage, account_images, digests_in, problem
from components.account_objects import ObjectName
from components.image_tag import PLATFORM, image_tag
from components.session import Row, StatementError
from tests.unit.configuration import existing, loaded
from tests.unit.recording import STACK

ONE, OTHER = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"
REGISTRY: dict[str, Any] = {
    "imageSource": "registry",
    "services": {
        "milvus": {"imageDigest": ONE, "images": {"keeper": {"imageDigest": OTHER}}},
        "jupyter": {"imageDigest": OTHER},
    },
}
OWN = ("MILVUS_DEMO", "PUBLIC", "MILVUS_REPO")
IMAGE = AccountImage(ObjectName.of(kinds.IMAGE_REPOSITORY, *OWN), "milvus", "t1", ONE)


class Repository:
    """With some images, or with the number of the error that each statement ends in."""

    def __init__(self, *images: Row, refuses: int | None = None) -> None:
        self.images, self.refuses = list(images), refuses

    def rows(self, statement: str) -> list[Row]:
        assert statement == 'SHOW IMAGES IN IMAGE REPOSITORY "D"."S"."R"'
        if self.refuses is not None:
            raise StatementError(self.refuses, "refused")
        return self.images

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def test_they_have_the_tags_that_building_here_would_give_them() -> None:
    found = account_images(loaded(**REGISTRY))
    arguments = {"MILVUS_IMAGE": STACK["milvus-spcs:milvusImage"]}
    tag = image_tag(Path("images/milvus"), "Dockerfile", arguments, PLATFORM)
    assert found["milvus"] == AccountImage(IMAGE.repository, "milvus", tag, ONE)
    assert found["jupyter"].reference.startswith("/milvus_demo/public/milvus_repo/jupyter:")


def test_one_that_is_named_lies_where_its_name_says() -> None:
    row = {"imageReference": "/other/apps/hub/team/milvus:v1", "imageDigest": ONE}
    found = account_images(loaded(services={"milvus": row}))
    assert list(found) == ["milvus"]
    assert found["milvus"].repository.parts == ("OTHER", "APPS", "HUB")
    assert (found["milvus"].name, found["milvus"].reference) == ("team/milvus", row["imageReference"])


def test_one_that_is_named_in_the_stacks_own_repository_is_of_that() -> None:
    changes = {key: existing(name) for key, name in zip(("database", "schema", "repository"), OWN, strict=True)}
    row = {"imageReference": "/milvus_demo/public/milvus_repo/milvus:v1", "imageDigest": ONE}
    (found,) = account_images(loaded(**changes, services={"milvus": row})).values()
    assert found.repository.existing


def test_one_without_a_digest_may_be_any() -> None:
    row = {"imageReference": "/milvus_demo/public/milvus_repo/milvus:v1"}
    assert account_images(loaded(services={"milvus": row})) == {}


@pytest.mark.parametrize("tags", ["t1", '["latest","t1"]', "[latest, t1]"])
def test_the_digest_is_that_of_each_tag(tags: str) -> None:
    found = digests_in(Repository({"image_name": "milvus", "tags": tags, "digest": ONE}), '"D"."S"."R"')
    assert found is not None
    assert found["milvus", "t1"] == ONE


def test_a_repository_that_cannot_be_seen_tells_nothing() -> None:
    assert digests_in(Repository(refuses=2003), '"D"."S"."R"') is None
    with pytest.raises(StatementError, match="refused"):
        digests_in(Repository(refuses=3001), '"D"."S"."R"')


def test_nothing_is_said_of_what_is_there() -> None:
    assert problem(IMAGE, {("milvus", "t1"): ONE}, "prod") is None


def test_what_is_missing_is_said_with_how_to_push_it() -> None:
    assert str(problem(IMAGE, {("jupyter", "t1"): ONE}, "prod")) == (
        f"image /milvus_demo/public/milvus_repo/milvus:t1 is not there; allowed: the image {ONE}. "
        "To do: make promote FROM=<stack that built it> TO=prod (docs/environments.md)."
    )


def test_another_image_under_the_tag_is_said_with_its_digest() -> None:
    said = str(problem(IMAGE, {("milvus", "t1"): OTHER}, "prod"))
    assert f"milvus:t1 is {OTHER}, another image; allowed: {ONE}. To do: make promote" in said
    assert "or, if that one is wanted, name its digest" in said


def test_an_image_of_other_files_is_told_from_a_missing_one() -> None:
    said = str(problem(IMAGE, {("milvus", "t0"): ONE}, "prod"))
    assert f"is not there; {ONE} is, as milvus:t0, built from other files or build arguments" in said
    assert "To do: deploy the commit it was built from, name it as imageReference, or build this one" in said
