"""Which container engine an account's settings name."""

from __future__ import annotations

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.settings import Settings, SettingsError


def open_containers(settings: Settings) -> ContainerPort:
    """The container engine of the settings."""
    if settings.adapter == "memory":
        return MemoryContainers()
    try:
        return DockerContainers(settings.id, settings.behaviour.relayImage)
    except ContainerError as error:
        raise SettingsError(str(error)) from None


def remove_leftovers(settings: Settings) -> int:
    """Remove everything in Docker that carries the account's id: how many containers that were."""
    try:
        containers = open_containers(settings)
    except SettingsError:
        return 0
    count = len(containers.containers())
    containers.remove_all(volumes=True)
    containers.close()
    return count
