"""A stack whose Milvus holds data in one topology, and is to have the other: nothing of the data would be there."""

from __future__ import annotations

from components.cluster_definitions import OBJECTSTORE, PROXY
from components.problems import Problem
from components.recorded_state import Recorded
from components.settings import Settings
from components.settings_table import CLUSTER, STANDALONE, Table

SERVICE = "snowflake:index/service:Service::"


def problems_of_topology(settings: Settings, recorded: Recorded) -> list[Problem]:
    """Before anything is changed. Once the service that holds the data is taken away, a stack may have either."""
    was, wanted = _recorded(recorded), STANDALONE if settings.object_storage is None else CLUSTER
    if was is None or was == wanted:
        return []
    holder = PROXY if was == STANDALONE else OBJECTSTORE
    return [
        Problem(
            Table.TOPOLOGY.key,
            f"{wanted}, and Milvus holds its data as {was}, where the other does not look for it",
            was,
            f"pulumi config set {Table.TOPOLOGY.key} {was}; or move the data (docs/cluster.md): read all collections "
            f"with a client, then pulumi destroy --target '**{holder}-service' --target-dependents, pulumi up, and "
            "insert them again",
        )
    ]


def _recorded(recorded: Recorded) -> str | None:
    """The topology of the state; None where no Milvus is in it."""
    keys = {urn.rpartition("::")[2].removesuffix("-service") for urn in recorded if SERVICE in urn}
    if OBJECTSTORE in keys:
        return CLUSTER
    return STANDALONE if PROXY in keys else None
