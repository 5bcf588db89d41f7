"""What no single field can say: names that must fit together.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spcs_local.specification.containers import Container, Secret, SecretKey
from spcs_local.specification.fields import Quantities
from spcs_local.specification.model import Endpoint, Specification
from spcs_local.specification.volumes import Volume

# https://docs.snowflake.com/en/developer-guide/snowpark-container-services/block-storage-volume
MOST_BLOCK_VOLUMES = 3
# https://docs.snowflake.com/en/developer-guide/snowpark-container-services/snowflake-stage-volume
MOST_STAGE_VOLUMES, MOST_STAGE_VOLUMES_AS_THEY_USED_TO = 20, 5
DEFAULT_IOPS, DEFAULT_THROUGHPUT, IOPS_OF_GI, IOPS_OF_MIB = 3000, 125, 500, 4


def broken_rules(found: Specification) -> Iterator[str]:
    """Sentences about what does not fit; none if all does."""
    yield from _duplicates("container", (c.name for c in found.containers))
    yield from _duplicates("volume", (v.name for v in found.volumes))
    yield from _duplicates("endpoint", (e.name for e in found.endpoints))
    yield from _duplicates("service role", (r.name.upper() for r in found.service_roles))
    for volume in found.volumes:
        yield from _volume(volume)
    if sum(volume.kind == "block" for volume in found.volumes) > MOST_BLOCK_VOLUMES:
        yield f"more than {MOST_BLOCK_VOLUMES} block volumes."
    if sum(volume.source == "stage" for volume in found.volumes) > MOST_STAGE_VOLUMES:
        yield f"more than {MOST_STAGE_VOLUMES} stage volumes."
    if sum(volume.source.startswith("@") for volume in found.volumes) > MOST_STAGE_VOLUMES_AS_THEY_USED_TO:
        yield f"more than {MOST_STAGE_VOLUMES_AS_THEY_USED_TO} stage volumes without 'stageConfig'."
    for endpoint in found.endpoints:
        yield from _endpoint(endpoint)
    volumes = {volume.name for volume in found.volumes}
    for container in found.containers:
        yield from _container(container, volumes)
    endpoints = {endpoint.name for endpoint in found.endpoints}
    for role in found.service_roles:
        for name in role.endpoints:
            if name not in endpoints:
                yield f"service role '{role.name}' names the endpoint '{name}', which is not in 'spec.endpoints'."


def _duplicates(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"duplicate {what} name '{name}'."
        seen.add(name)


def _volume(volume: Volume) -> Iterator[str]:
    if volume.source == "stage" and volume.stage_config is None:
        yield f"missing 'stageConfig' for volume '{volume.name}'."
    if volume.stage_config is not None and volume.source != "stage":
        yield f"'stageConfig' is for volumes with source stage; volume '{volume.name}' has '{volume.source}'."
    if volume.block_config is not None and volume.kind != "block":
        yield f"'blockConfig' is for volumes with source block; volume '{volume.name}' has '{volume.source}'."
    if volume.kind in ("block", "memory") and volume.size is None:
        yield f"missing 'size' for volume '{volume.name}'."
    if volume.kind in ("stage", "local") and volume.size is not None:
        yield f"'size' is for volumes with source block or memory; volume '{volume.name}' has '{volume.source}'."
    elif volume.size is not None:
        try:
            size = volume.size_bytes
        except ValueError as error:
            yield f"invalid value for 'size' of volume '{volume.name}': {error}."
        else:
            yield from _speed(volume, (size or 0) // 2**30)


def _speed(volume: Volume, gibibytes: int) -> Iterator[str]:
    """As on AWS: 500 operations a second for each Gi, and a MiB a second for four of them."""
    if volume.block_config is None:
        return
    operations = volume.block_config.iops or DEFAULT_IOPS
    most = max(DEFAULT_IOPS, IOPS_OF_GI * gibibytes)
    if operations > most:
        yield f"'iops' {operations} of volume '{volume.name}' is more than {most}, the most for {gibibytes}Gi."
    throughput, most = volume.block_config.throughput, operations // IOPS_OF_MIB
    if throughput is not None and throughput > most:
        yield f"'throughput' {throughput} of volume '{volume.name}' is more than {most}, as iops are {operations}."


def _endpoint(endpoint: Endpoint) -> Iterator[str]:
    if (endpoint.port is None) == (endpoint.port_range is None):
        yield f"endpoint '{endpoint.name}' needs either 'port' or 'portRange'."
    if endpoint.public and endpoint.protocol != "HTTP":
        yield f"public endpoint '{endpoint.name}' has protocol {endpoint.protocol}; public endpoints are HTTP."
    if endpoint.port_range is not None:
        first, last = (int(part) for part in endpoint.port_range.split("-"))
        if not 1 <= first <= last <= 65535:
            yield f"invalid 'portRange' {endpoint.port_range} of endpoint '{endpoint.name}'."
        if endpoint.public or endpoint.protocol != "TCP":
            yield f"'portRange' of endpoint '{endpoint.name}' needs protocol TCP and cannot be public."


def _container(container: Container, volumes: set[str]) -> Iterator[str]:
    for mount in container.volume_mounts:
        if mount.name not in volumes:
            yield f"container '{container.name}' mounts the volume '{mount.name}', which is not in 'spec.volumes'."
    for secret in container.secrets:
        yield from _secret(secret, container.name)
    paths = [mount.mount_path for mount in container.volume_mounts]
    paths += [secret.directory_path for secret in container.secrets if secret.directory_path is not None]
    yield from _duplicates(f"path in container '{container.name}':", paths)
    yield from _session_token(container)
    yield from _resources(container.resources.requests, container.resources.limits, container.name)


def _secret(secret: Secret, container: str) -> Iterator[str]:
    if isinstance(secret.snowflake_secret, SecretKey) and secret.snowflake_secret.object_name is None:
        yield f"a secret of container '{container}' needs 'objectName'; 'objectReference' is for native apps."
    elif (secret.env_var_name is None) == (secret.directory_path is None):
        yield f"a secret of container '{container}' needs either 'envVarName' or 'directoryPath'."
    elif secret.env_var_name is not None and secret.secret_key_ref is None:
        yield f"a secret of container '{container}' with 'envVarName' needs 'secretKeyRef'."
    elif secret.env_var_name is None and secret.secret_key_ref is not None:
        yield f"'secretKeyRef' of container '{container}' is for secrets with 'envVarName'."


def _session_token(container: Container) -> Iterator[str]:
    if "session_token_config" in container.model_fields_set and not container.mount_session_token:
        yield f"'sessionTokenConfig' of container '{container.name}' needs 'mountSessionToken' to be true."
    if container.session_token_config.permission is not None and container.session_token_config.path is None:
        yield f"'permission' in 'sessionTokenConfig' of container '{container.name}' needs 'path'."


def _resources(requests: Quantities, limits: Quantities, container: str) -> Iterator[str]:
    for name in ("cpu", "memory", "gpu"):
        wanted, most = getattr(requests, name), getattr(limits, name)
        if wanted is not None and most is not None and wanted > most:
            yield f"container '{container}' requests more {name} than its limit."
    if None not in (requests.gpu, limits.gpu) and requests.gpu != limits.gpu:
        yield f"container '{container}' requests {requests.gpu} GPU and is limited to {limits.gpu}; they must be equal."
