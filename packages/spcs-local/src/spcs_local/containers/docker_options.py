"""A container of the port's as the Engine is asked for it, and as the Engine shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docker.models.containers import Container
from docker.types import EndpointConfig, LogConfig
from docker.types import Mount as DockerMount

from spcs_local.containers.port import ContainerSpec, ContainerState, ContainerStatus, Mount

API_VERSION = "1.41"
PIDS_LIMIT = 4096
_STATUS: dict[str, ContainerStatus] = {
    "created": "created",
    "running": "running",
    "paused": "running",
    "restarting": "running",
}


def options_of(spec: ContainerSpec, labels: Mapping[str, str]) -> dict[str, Any]:
    """What a container is created with."""
    options: dict[str, Any] = {
        "image": spec.image,
        "name": spec.name,
        "entrypoint": list(spec.command) if spec.command is not None else None,
        "command": list(spec.args) if spec.args is not None else None,
        "environment": dict(spec.environment),
        "mounts": [_mount(mount) for mount in spec.mounts],
        "labels": {**spec.labels, **labels},
        "user": spec.user,
        "detach": True,
        "init": True,
        "log_config": LogConfig(type="json-file", config={"max-size": "5m", "max-file": "2"}),
    }
    return options | _confinement(spec) | _networking(spec)


def _confinement(spec: ContainerSpec) -> dict[str, Any]:
    options: dict[str, Any] = {
        "cap_drop": ["ALL"],
        "cap_add": list(spec.capabilities),
        "sysctls": dict(spec.sysctls),
        "security_opt": ["no-new-privileges"],
        "pids_limit": PIDS_LIMIT,
    }
    if spec.cpus is not None:
        options["nano_cpus"] = int(spec.cpus * 1_000_000_000)
    if spec.memory_bytes is not None:
        # the same figure: no swap beyond the limit
        options |= {"mem_limit": spec.memory_bytes, "memswap_limit": spec.memory_bytes}
    return options


def _mount(mount: Mount) -> DockerMount:
    options: dict[str, Any] = {"type": mount.kind, "read_only": mount.read_only}
    if mount.kind == "tmpfs":
        options |= {"tmpfs_size": mount.size_bytes, "tmpfs_mode": 0o1777}
    if mount.kind == "volume":
        options |= {"no_copy": mount.bare}
    return DockerMount(mount.target, mount.source or None, **options)


def _networking(spec: ContainerSpec) -> dict[str, Any]:
    if spec.namespace_of is not None:
        return {"network_mode": f"container:{spec.namespace_of}"}
    if not spec.networks:
        return {"network_mode": "none"}
    first = spec.networks[0]
    endpoint = EndpointConfig(API_VERSION, aliases=list(first.aliases), ipv4_address=first.address)
    options: dict[str, Any] = {"network": first.network, "networking_config": {first.network: endpoint}}
    return options | ({"dns": [spec.name_server]} if spec.name_server else {})


def state_of(container: Container) -> ContainerState:
    """A container as it was when the Engine was asked."""
    attributes = container.attrs
    state = attributes["State"]
    running = _STATUS.get(state["Status"], "exited")
    networks = attributes["NetworkSettings"]["Networks"].values()
    addresses = [network["IPAddress"] for network in networks if network["IPAddress"]]
    return ContainerState(
        name=str(container.name),
        status=running,
        address=addresses[0] if addresses else None,
        exit_code=state["ExitCode"] if running == "exited" else None,
        started_at=_time(state["StartedAt"]),
        message=str(state.get("Error") or ""),
        labels=dict(container.labels),
    )


def _time(text: str) -> float | None:
    if not text or text.startswith("0001"):
        return None
    # nanoseconds are more than datetime takes
    head, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{fraction[:6].ljust(6, '0')}+00:00").timestamp()
