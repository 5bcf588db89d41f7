"""A dynamic resource that all services of a cluster wait for: before any of them gets another image, what they hold is
kept in snapshots that were taken together, and an older Milvus does not get to write to it at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from components.image_change import ImageChange, ImageChangeProvider


class ClusterSnapshotProvider(ImageChangeProvider):
    """All services are resumed as they were: what comes next rolls those that get another image."""

    identity = ("database", "schema")
    images_property = "images"

    def change(self, props: Mapping[str, Any]) -> ImageChange:
        return ImageChange(
            id=f"{props['database']}.{props['schema']}",
            subject="the cluster",
            name="the cluster",
            images=props["images"],
            parked=bool(props["parked"]),
        )


class ClusterSnapshot(Resource, module="cluster_snapshot", name="ClusterSnapshot"):
    """`images` is what the services are about to run, by their names, `version` of which Milvus that is, as far as it
    is known. `initial` are the snapshots that volumes begin with; `role` takes those that are kept, `keep` in number, 0
    for none. Services of a stack that is `parked` rest afterwards, too. `timeout` is of each, in seconds."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ClusterSnapshotProvider(), name, dict(props), opts)
