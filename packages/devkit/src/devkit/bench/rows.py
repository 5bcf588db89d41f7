"""What can be measured: the stack in both topologies, and stacks of many services."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from devkit.bench.workspace import named_images

PLACE = "milvus_demo/public/milvus_repo"
SIZES = (10, 30, 100)
# what each part of a cluster runs, as the stack names its images
OF_A_CLUSTER = {
    **{it: it for it in ("etcd", "kafka", "objectstore")},
    **dict.fromkeys(("coordinator", "querynode", "datanode", "indexnode"), "milvus-node"),
}


@dataclass(frozen=True)
class Row:
    """`source` is the program, `settings` are further keys of its configuration and `variables` of its environment.
    `changes` says whether a line of specs/milvus.yaml is one of the program's."""

    name: str
    source: str
    peer: str
    settings: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    changes: bool = False

    @property
    def is_cluster(self) -> bool:
        return self.settings.get("topology") == "cluster"


def all_rows() -> dict[str, Row]:
    """By what a person calls them; a number is that of services."""
    many = {
        str(count): Row(
            f"{count} services", "services", "services", variables={"MILVUS_SPCS_BENCH_SERVICES": str(count)}
        )
        for count in SIZES
    }
    cluster = {"topology": "cluster", "services": json.dumps(_images_of_a_cluster())}
    return {
        "guide": Row("guide", "guide", "guide", {"services": json.dumps(named_images(PLACE))}, changes=True),
        "cluster": Row("cluster", "guide", "guide", cluster),
        **many,
    }


def chosen(names: Sequence[str]) -> list[Row]:
    """Raises ValueError for one that is not known."""
    known = all_rows()
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"{', '.join(unknown)}; allowed: {', '.join(known)}")
    return [known[name] for name in names]


def _images_of_a_cluster() -> dict[str, dict[str, Any]]:
    images = named_images(PLACE)
    proxy = {**images["milvus"], "imageReference": f"/{PLACE}/milvus-node:benchmark"}
    return {
        **images,
        "milvus": proxy,
        **{key: {"imageReference": f"/{PLACE}/{image}:benchmark"} for key, image in OF_A_CLUSTER.items()},
    }
