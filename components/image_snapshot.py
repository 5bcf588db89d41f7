"""A dynamic resource that a service waits for: before another image writes to its block volumes, they are kept in
snapshots, and an older Milvus does not get to write to them at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from components.image_change import ImageChange, ImageChangeProvider
from components.sql import SchemaObject


class ImageSnapshotProvider(ImageChangeProvider):
    """The service stays suspended: what comes next sends it the other image, and its roll resumes it."""

    identity = ("database", "schema", "service")
    images_property = "image"

    def change(self, props: Mapping[str, Any]) -> ImageChange:
        service = SchemaObject.of(props["database"], props["schema"], props["service"])
        return ImageChange(
            id=str(service),
            subject=f"service {service}",
            name=service.name,
            images={service.name: props["image"]},
            parked=True,
        )


class ImageSnapshot(Resource, module="image_snapshot", name="ImageSnapshot"):
    """`image` is what the service is about to run, `version` of which Milvus it is, as far as that is known. `initial`
    are the snapshots that its volumes begin with; `role` takes those that are kept, `keep` in number, 0 for none."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(ImageSnapshotProvider(), name, dict(props), opts)
