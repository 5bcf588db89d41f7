"""An image's name means one image for ever."""

from __future__ import annotations

import pytest

from milvus_policies.images import IMAGES_IMMUTABLE
from milvus_policies.resources import SERVICE, Resource
from tests.policies.made import HASHED, resource, said, text


def service(image: str) -> Resource:
    return resource(SERVICE, "milvus-service", name="MILVUS", fromSpecification={"text": text(image)})


@pytest.mark.parametrize(
    "image", ["/db/public/repo/milvus:latest", "/db/public/repo/milvus", "milvus:v2.5.27", "m:abc"]
)
def test_refuse_a_tag_that_may_move(image: str) -> None:
    (found,) = said(IMAGES_IMMUTABLE, service(image))
    assert found.startswith(f"service MILVUS: container milvus runs {image}; allowed: an image by its digest")
    assert "To do: leave milvus to be built" in found


@pytest.mark.parametrize("image", [HASHED, f"host:5000/milvus@sha256:{64 * 'a'}", f"milvus:v2.5.27@sha256:{64 * '0'}"])
def test_take_a_hash_or_a_digest(image: str) -> None:
    assert said(IMAGES_IMMUTABLE, service(image)) == []
