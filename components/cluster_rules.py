"""What a cluster of the configuration has to have: a version that these roles are of, and nodes with room for them."""

from __future__ import annotations

from components import milvus_versions
from components.cluster_definitions import OUTSIDE
from components.config_reader import ConfigReader, Place, Values
from components.container_resources import resources
from components.node_sizes import NODE_SIZES
from components.pool_room import nodes_needed
from components.service_definitions import FAMILY, RESOURCES, WHOLE_NODE, Definitions, Fields
from components.settings_table import CLUSTER, Table

# whose roles are others: streaming nodes, and none that make indexes
FIRST_WITH_OTHER_ROLES = (2, 6, 0)


def check_cluster(reader: ConfigReader, values: Values, services: Definitions, pools: Definitions) -> None:
    """Reports what is wrong; nothing of a stack whose Milvus is one process."""
    if values.optional(Table.TOPOLOGY) != CLUSTER:
        return
    image = values.optional(Table.MILVUS_IMAGE) or ""
    version = milvus_versions.version_of(image)
    if version and version >= FIRST_WITH_OTHER_ROLES:
        reader.report(
            Place.of(Table.MILVUS_IMAGE), repr(image), "with topology cluster, a version before 2.6 (docs/cluster.md)"
        )
    for key, setting in OUTSIDE.items():
        if values.optional(setting) and key in services:
            path = f"{Table.SERVICES.key}.{key}"
            allowed = f"nothing, since {setting.name} says what is used instead of it"
            reader.report(Place(path, f"pulumi config rm --path '{path}'"), "given", allowed)
    for key, fields in pools.items():
        if fields.get(FAMILY) in NODE_SIZES:  # not of one that is there before
            _check_room(reader, key, fields, services)


def _check_room(reader: ConfigReader, key: str, pool: Fields, services: Definitions) -> None:
    node = NODE_SIZES[pool[FAMILY]]
    instances = [
        resources(node, fields[RESOURCES], whole_node=fields[WHOLE_NODE])
        for fields in services.values()
        if fields["pool"] == key
        for _ in range(fields.get("instances") or 1)
    ]
    needed, most = nodes_needed(node, instances), pool.get("maxNodes", pool["minNodes"])
    if needed is None or needed > most:
        allowed = (
            f"{needed} or more {pool[FAMILY]} nodes, which its {len(instances)} instances ask for"
            if needed
            else f"a larger family than {pool[FAMILY]}: one of its instances asks for more than a node has"
        )
        reader.report(Place.below(Table.POOLS, f"{key}.maxNodes"), repr(most), allowed)
