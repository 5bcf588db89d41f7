"""What runs is what was looked at: an image's name means one image for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator

from milvus_policies.resources import Resource
from milvus_policies.rules import Config, ResourceRule, violation
from milvus_policies.specifications import parts, sent, subject

# a digest, or a tag that is a hash of what was built
_IMMUTABLE = re.compile(r".+(?:@sha256:[0-9a-f]{64}|:[0-9a-f]{12,64})")


def _check(resource: Resource, _config: Config) -> Iterator[str]:
    for container in parts(sent(resource), "containers"):
        image = str(container.get("image"))
        if not _IMMUTABLE.fullmatch(image):
            yield violation(
                subject(resource),
                f"container {container.get('name')} runs {image}",
                "an image by its digest (name@sha256:…), or by a tag that is a hash of at least 12 digits",
                f"leave {resource.key} to be built, which tags it so, or give its imageReference the digest",
            )


IMAGES_IMMUTABLE = ResourceRule(
    "images-immutable", "An image is named by a digest, or by a tag that is a hash.", check=_check
)
