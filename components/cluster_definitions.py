"""What a cluster has beside the notebook, as rows of the table of services: what Milvus stands on, and its roles.

The key of the proxy is `milvus`, and so is its name: who asks Milvus asks the same address in either topology.
docs/cluster.md says what was tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components import milvus_versions
from components.config_reader import Values
from components.container_resources import CPUS, MEMORIES
from components.external_stores import to_kafka, to_objectstore
from components.external_table import External
from components.settings_table import CLUSTER, Table

PROXY, COORDINATOR = "milvus", "coordinator"
QUERY_NODES, DATA_NODES, INDEX_NODES = "querynode", "datanode", "indexnode"
DIRECTORY = "cluster/"  # of their specifications
ETCD, KAFKA, OBJECTSTORE = "etcd", "kafka", "objectstore"
# what the roles stand on: they begin once it is ready
FOUNDATION = (ETCD, KAFKA, OBJECTSTORE)
MEMBERS = frozenset((*FOUNDATION, PROXY, COORDINATOR, QUERY_NODES, DATA_NODES, INDEX_NODES))
# the memory limit of the smallest node that loads or indexes segments, in MiB: a placeholder
NODE_MEMORY = "node_memory"
KEYS = "objectstore_secret"  # placeholder of the secret with the object storage's keys
EXTERNAL = "external"  # the integration by which roles reach what is outside
# which of these falls away where its setting says what is used instead
OUTSIDE = {OBJECTSTORE: External.OBJECTSTORE_HOST, KAFKA: External.KAFKA_BROKERS}
# all coordinators in one process: what versions before this one call it, and what the later ones do
MIXTURE, MIXCOORD, FIRST_WITH_MIXCOORD = "mixture", "mixcoord", (2, 5, 0)
METRICS_SECONDS = 60  # from one line of metrics to the next
Fields = Mapping[str, Any]


def cluster_rows(values: Values) -> dict[str, Fields]:
    """By their keys, those that others wait for first; none of a stack whose Milvus is one process."""
    if values.optional(Table.TOPOLOGY) != CLUSTER:
        return {}
    return {**_foundation(values), **_roles(values)}


def keeper_image(values: Values) -> Fields:
    """What runs beside Milvus in either topology, and beside all of a cluster, for metrics."""
    return {"keeper": {"image": "keeper", "buildArgs": {"PYTHON_IMAGE": values.optional(Table.PYTHON_IMAGE)}}}


def _foundation(values: Values) -> dict[str, Fields]:
    sizes = {ETCD: 10, KAFKA: 10, OBJECTSTORE: values.optional(Table.MILVUS_VOLUME)}
    bases = {ETCD: Table.ETCD_IMAGE, KAFKA: Table.KAFKA_IMAGE, OBJECTSTORE: Table.OBJECTSTORE_IMAGE}
    needs = {ETCD: _resources(100, 1000, 128, 1024), KAFKA: _resources(200, 2000, 512, 1024)}
    more: Mapping[str, Mapping[str, Any]] = {KAFKA: {"heap_mi": 256}, OBJECTSTORE: _secret(values)}
    return {
        key: _row(
            key,
            {"volume_gi": sizes[key], **more.get(key, {})},
            image=key,
            buildArgs={f"{key.upper()}_IMAGE": values.optional(base)},
            resources=needs.get(key, _resources(100, 2000, 128, 2048)),
            protect=values.optional(Table.PROTECT),
        )
        for key, base in bases.items()
        if key not in OUTSIDE or values.optional(OUTSIDE[key]) is None
    }


def _roles(values: Values) -> dict[str, Fields]:
    coordinator = {"coordinator": _coordinator(values.optional(Table.MILVUS_IMAGE))}
    return {
        COORDINATOR: _role(COORDINATOR, values, coordinator, resources=_resources(200, 2000, 256, 2048)),
        QUERY_NODES: _role(
            QUERY_NODES,
            values,
            instances=values.optional(Table.QUERY_NODES),
            resources=_resources(300, 2000, 512, 8192),
        ),
        DATA_NODES: _role(
            DATA_NODES,
            values,
            instances=values.optional(Table.DATA_NODES),
            resources=_resources(200, 2000, 256, 4096),
        ),
        INDEX_NODES: _role(
            INDEX_NODES,
            values,
            instances=values.optional(Table.INDEX_NODES),
            resources=_resources(200, 2000, 256, 8192),
        ),
        PROXY: _role(
            "proxy",
            values,
            mayEnter=("jupyter",),
            resources=_resources(200, 2000, 256, 4096),
        ),
    }


def _role(specification: str, values: Values, own: Fields | None = None, **fields: Any) -> Fields:
    return _row(
        specification,
        {**to_objectstore(values), **to_kafka(values), **_secret(values), **(own or {})},
        image="milvus-node",
        buildArgs={"MILVUS_IMAGE": values.optional(Table.MILVUS_IMAGE)},
        integrations=(EXTERNAL,) if any(values.optional(it) for it in OUTSIDE.values()) else (),
        **fields,
    )


def _row(specification: str, own: Fields, **fields: Any) -> Fields:
    return {
        "specification": f"{DIRECTORY}{specification}",
        "placeholders": {**own, "metrics_seconds": METRICS_SECONDS},
        "requiredPlaceholders": set(own),
        "pool": "milvus",
        "owner": "milvus",
        **fields,
    }


def _resources(cpu_request: int, cpu_limit: int, memory_request: int, memory_limit: int) -> Fields:
    """Thousandths of a processor, and MiB. What is asked for fits one node of the guide's family, all together."""
    return dict(zip((*CPUS, *MEMORIES), (cpu_request, cpu_limit, memory_request, memory_limit), strict=True))


def _secret(values: Values) -> Fields:
    return {KEYS: values.optional(Table.OBJECTSTORE_SECRET)}


def _coordinator(image: str | None) -> str:
    """A reference that tells no version is that of 2.3.5, the only one that is made from packages."""
    version = milvus_versions.version_of(image or "")
    return MIXCOORD if version and version >= FIRST_WITH_MIXCOORD else MIXTURE
