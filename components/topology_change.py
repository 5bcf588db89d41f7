"""A stack whose Milvus holds data in one place and is to look for it in another, where nothing of it would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from components.cluster_definitions import COORDINATOR, ETCD, KAFKA, OBJECTSTORE, PROXY
from components.external_table import External
from components.problems import Problem
from components.recorded_state import Recorded
from components.settings import Settings
from components.settings_table import CLUSTER, STANDALONE, Table

SERVICE, STAGE_FILE = "snowflake:index/service:Service::", ":StageFile::"
OWN = "a service of the stack's own"
_ANEW = (
    f"or begin without data, once it is kept elsewhere (make backup EXPORT=1): pulumi destroy --target "
    f"'**{ETCD}-service' --target-dependents, pulumi up"
)


def problems_of_topology(settings: Settings, recorded: Recorded) -> list[Problem]:
    """Before anything is changed. Once the service that holds the data is taken away, a stack may have either."""
    services = {urn.rpartition("::")[2].removesuffix("-service") for urn in recorded if SERVICE in urn}
    was, wanted = _topology(services), STANDALONE if settings.object_storage is None else CLUSTER
    if was == wanted == CLUSTER and ETCD in services:
        return [*_of_storage(settings, services, recorded), *_of_queue(settings, services)]
    if was is None or was == wanted:
        return []
    holder = PROXY if was == STANDALONE else OBJECTSTORE if OBJECTSTORE in services else ETCD
    return [
        Problem(
            Table.TOPOLOGY.key,
            f"{wanted}, and Milvus holds its data as {was}, where the other does not look for it",
            was,
            f"pulumi config set {Table.TOPOLOGY.key} {was}; or move the data (docs/cluster.md): make backup "
            f"EXPORT=1, then pulumi destroy --target '**{holder}-service' --target-dependents, pulumi up, and make "
            "restore EXPORT=…",
        )
    ]


def _topology(services: set[str]) -> str | None:
    """That of the state; None where no Milvus is in it."""
    if services & {OBJECTSTORE, COORDINATOR}:
        return CLUSTER
    return STANDALONE if PROXY in services else None


def _of_storage(settings: Settings, services: set[str], recorded: Recorded) -> list[Problem]:
    """What etcd names lies in one bucket. Who has copied it to another says so by lifting the protection."""
    was, wanted = OWN if OBJECTSTORE in services else _bucket(_environment(recorded)), _wanted_bucket(settings)
    if was in (None, wanted) or not settings.protect:
        return []
    todo = (
        f"undo the change; or copy all objects of the bucket while nothing is written (docs/cluster.md), pulumi config "
        f"set {Table.PROTECT.key} false, pulumi up; {_ANEW}"
    )
    what = f"{wanted}, and Milvus holds its data in {was}, where it would no longer look for it"
    return [Problem(External.OBJECTSTORE_HOST.key, what, str(was), todo)]


def _of_queue(settings: Settings, services: set[str]) -> list[Problem]:
    """etcd names positions in the queue, which another one does not have, and the queue what is not stored yet."""
    was, wanted = (OWN if KAFKA in there else "brokers outside" for there in (services, settings.services))
    if was == wanted:
        return []
    what = f"{wanted}, and Milvus has its queue in {was}, at positions that it would look for in the other"
    return [Problem(External.KAFKA_BROKERS.key, what, was, f"undo the change; {_ANEW}")]


def _wanted_bucket(settings: Settings) -> str | None:
    if OBJECTSTORE in settings.services:
        return OWN
    values = settings.services[COORDINATOR].placeholders
    return _written(values["objectstore_host"], values["objectstore_port"], values["bucket"])


def _bucket(environment: Mapping[str, Any]) -> str | None:
    try:
        return _written(*(environment[name] for name in ("MINIO_ADDRESS", "MINIO_PORT", "MINIO_BUCKETNAME")))
    except KeyError:  # of a specification that somebody wrote
        return None


def _written(host: Any, port: Any, bucket: Any) -> str:
    return f"bucket {bucket} of {host}:{port}"


def _environment(recorded: Recorded) -> Mapping[str, Any]:
    """Of the coordinator, as it was rolled out last."""
    service = _recorded(recorded, f"{SERVICE}{COORDINATOR}-service")
    file = _recorded(recorded, f"{STAGE_FILE}{COORDINATOR}-specification")
    text = (service.get("fromSpecification") or {}).get("text") or file.get("content")
    if not isinstance(text, str):
        return {}
    return dict(yaml.safe_load(text)["spec"]["containers"][0].get("env") or {})


def _recorded(recorded: Recorded, suffix: str) -> Mapping[str, Any]:
    return next((it for urn, it in recorded.items() if urn.endswith(suffix)), {})
