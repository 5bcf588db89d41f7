"""Volumes of the Engine: what is in them, and whose they are."""

from __future__ import annotations

import dataclasses

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import ContainerSpec, Mount
from spcs_local_tests.containers.programs import run_program


def test_volume_keeps_its_content_between_containers(
    docker_containers: DockerContainers, program: ContainerSpec, prefix: str
) -> None:
    docker_containers.ensure_volume(f"{prefix}data")
    spec = dataclasses.replace(program, mounts=(Mount(kind="volume", source=f"{prefix}data", target="/data"),))
    run_program(docker_containers, spec, "open('/data/x', 'w').write('kept')")
    assert run_program(docker_containers, spec, "print(open('/data/x').read())") == "kept\n"


def test_volume_belongs_to_its_user_and_is_copied_with_owners(
    docker_containers: DockerContainers, program: ContainerSpec, prefix: str
) -> None:
    data, copy = f"{prefix}data", f"{prefix}copy"
    docker_containers.ensure_volume(data)
    docker_containers.own_volume(data, 10001, 10002)

    def seen(volume: str, text: str) -> str:
        mount = Mount(kind="volume", source=volume, target="/usr/share", bare=True)
        return run_program(docker_containers, dataclasses.replace(program, user="10001:10002", mounts=(mount,)), text)

    seen(data, "import os; os.mkdir('/usr/share/d', 0o700); open('/usr/share/d/x', 'w').write('kept')")
    docker_containers.ensure_volume(copy)
    docker_containers.copy_volume(data, copy)
    look = (
        "import os; s = os.stat('/usr/share'); d = os.stat('/usr/share/d')\n"
        "print(s.st_uid, s.st_gid, d.st_uid, oct(d.st_mode & 0o777), os.listdir('/usr/share'))\n"
        "print(open('/usr/share/d/x').read())"
    )
    assert seen(copy, look) == "10001 10002 10001 0o700 ['d']\nkept\n"
