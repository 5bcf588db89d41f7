"""Which container engine an account's settings name."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import PART_LABEL, ContainerError, ContainerPort
from spcs_local.settings import Settings, SettingsError
from spcs_local.whole_files import write_changed


def open_containers(settings: Settings) -> ContainerPort:
    """The container engine of the settings."""
    if settings.adapter == "memory":
        return MemoryContainers()
    image = settings.behaviour.relayImage
    try:
        containers = DockerContainers(settings.id, image, settings.home / "pulled-images")
    except ContainerError as error:
        raise SettingsError(str(error)) from None
    if image:
        write_changed(_image_path(settings), image.encode())
    return containers


def holds_files_of_others(directory: Path) -> bool:
    """Whether containers wrote something there that this user may not be able to remove."""
    if os.geteuid() == 0:
        return False
    closed: list[OSError] = []
    return any(
        _owner(Path(folder, name)) != os.geteuid()
        for folder, directories, files in os.walk(directory, onerror=closed.append)
        for name in (*directories, *files)
    ) or any(isinstance(error, PermissionError) for error in closed)


def _owner(path: Path) -> int:
    try:
        return os.lstat(path).st_uid
    except FileNotFoundError:  # a container has just taken it away
        return os.geteuid()


def _image_path(settings: Settings) -> Path:
    """Where the image is noted that opens what containers wrote: who stops the account is told of none."""
    return settings.home / "relay-image"


def _with_noted_image(settings: Settings) -> Settings:
    with suppress(OSError):
        image = _image_path(settings).read_text(errors="replace")
        return replace(settings, behaviour=replace(settings.behaviour, relayImage=image))
    return settings


def remove_leftovers(settings: Settings) -> int:
    """Remove everything in Docker that carries the account's id: how many containers that were."""
    try:
        containers = open_containers(_with_noted_image(settings))
    except SettingsError:
        return 0
    count = len(containers.containers())
    stages = settings.home / "stages"
    if holds_files_of_others(stages):
        for state in containers.containers():
            if PART_LABEL not in state.labels:  # the others' image is what opens them
                containers.remove(state.name, grace_seconds=0)
        with suppress(ContainerError):  # who removes them is told by the system
            containers.open_up(stages)
    containers.remove_all(volumes=True)
    containers.close()
    return count
