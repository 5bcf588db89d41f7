"""Images as specifications write them."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.registry import MemoryRegistry
from spcs_local.services.image_pins import ImageNotFoundError, pin, read_reference
from spcs_local.specification import InvalidSpecificationError, parse
from spcs_local_tests.running import RunningAccount, error_of, rows
from spcs_local_tests.services.world import PLAIN, create


@pytest.mark.parametrize(
    ("image", "path", "tag"),
    [
        ("/DB/Schema/Repo/name:1", "db/schema/repo/name", "1"),
        ("/db/schema/repo/name", "db/schema/repo/name", "latest"),
        ("db/schema/repo/deep/name:v1.2", "db/schema/repo/deep/name", "v1.2"),
        ("127.0.0.1:7879/db/schema/repo/name:1", "db/schema/repo/name", "1"),
        ("org-name.registry.snowflakecomputing.com/db/schema/repo/name:1", "db/schema/repo/name", "1"),
        ("/db/schema/repo/name@sha256:abc", "db/schema/repo/name", "sha256:abc"),
        ("/db/schema/repo/name:1@sha256:abc", "db/schema/repo/name", "sha256:abc"),
    ],
)
def test_reference_is_read(image: str, path: str, tag: str) -> None:
    found = read_reference(image)
    assert (found.path, found.tag) == (path, tag)


@pytest.mark.parametrize(
    "image",
    [
        "name",
        "/db/schema/name:1",
        "//schema/repo/name",
        "host.example/db/schema/name",
        "/db/schema/repo/../../other/repo/name:1",
        "/db/schema/repo/./name",
        "/db/schema/repo/na me",
        "/db/schema/repo/name?x=:1",
        "/db/schema/repo/%2e%2e/name",
    ],
)
def test_reference_outside_of_a_repository_is_refused(image: str) -> None:
    with pytest.raises(InvalidSpecificationError, match="is no image"):
        read_reference(image)


@pytest.mark.parametrize("image", ["/d/s/r/n:../x", "/d/s/r/n:a b", "/d/s/r/n@md5:0", "/d/s/r/n@sha256:../../x"])
def test_reference_with_bad_tag_is_refused(image: str) -> None:
    with pytest.raises(InvalidSpecificationError):
        read_reference(image)


def test_pin_changes_with_the_digest() -> None:
    text = "spec: {containers: [{name: a, image: /d/s/r/n:1}]}"
    registry = MemoryRegistry()
    registry.lead("d/s/r", 7)
    registry.add("d/s/r/n", "1", "sha256:1")
    first = pin(text, parse(text), registry, lambda _: 7)
    registry.add("d/s/r/n", "1", "sha256:2")
    second = pin(text, parse(text), registry, lambda _: 7)
    assert first.images == {"a": "by-id/7/n@sha256:1"}
    assert first.digest != second.digest


def test_pin_refuses_an_image_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    registry, text = MemoryRegistry(), "spec: {containers: [{name: a, image: /d/s/r/n:1}]}"
    monkeypatch.setattr(registry, "resolve", lambda _path, _tag: None)
    with pytest.raises(ImageNotFoundError):
        pin(text, parse(text), registry, lambda _: 7)


def test_pin_is_of_the_repository_that_is_called_so_now() -> None:
    text = "spec: {containers: [{name: a, image: /d/s/r/n:1}]}"
    registry = MemoryRegistry()
    registry.lead("d/s/r", 7)
    registry.add("d/s/r/n", "1", "sha256:1")
    assert pin(text, parse(text), registry, lambda _: 8).images["a"] != "by-id/8/n@sha256:1"
    assert pin(text, parse(text), registry, lambda _: 7).images == {"a": "by-id/7/n@sha256:1"}


@pytest.mark.parametrize(
    "statement",
    ["CREATE SERVICE OTHER IN COMPUTE POOL POOL", "EXECUTE JOB SERVICE IN COMPUTE POOL POOL", "ALTER SERVICE SVC"],
)
def test_image_for_other_processors_is_refused(
    world: RunningAccount, owner: SnowflakeConnection, statement: str
) -> None:
    registry = world.account.model.registry
    assert isinstance(registry, MemoryRegistry)
    create(owner, spec=PLAIN)
    registry.add("demo/app/repo/image", "1", "sha256:9", architecture="arm64")
    number, state, text = error_of(owner, f"{statement} FROM SPECIFICATION $${PLAIN}$$")
    assert (number, state) == (395018, "22023")
    assert "SPCS only supports image for amd64 architecture." in text
    assert "Please rebuild your image with '--platform linux/amd64' option" in text


def test_create_refuses_an_image_that_is_not_there(
    world: RunningAccount, owner: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.account.model.registry, "resolve", lambda _path, _tag: None)
    number, state, text = error_of(owner, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    assert (number, state) == (395018, "22023")
    assert "Failed to retrieve image /demo/app/repo/image:1" in text
    assert rows(owner, "SHOW SERVICES") == []
