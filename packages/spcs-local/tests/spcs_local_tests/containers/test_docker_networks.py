"""Networks of the Engine."""

from __future__ import annotations

import dataclasses

from devkit.testing.waiting import until
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import Attachment, ContainerSpec
from spcs_local_tests.containers.programs import SERVER, run_program


def test_internal_network_has_no_way_out(
    docker_containers: DockerContainers, program: ContainerSpec, prefix: str
) -> None:
    for name, internal in (("inside", True), ("outside", False)):
        docker_containers.ensure_network(f"{prefix}{name}", internal=internal)
    server = ContainerSpec(
        name=f"{prefix}web",
        image=program.image,
        command=("python3", "-u", "-c", SERVER),
        networks=(Attachment(network=f"{prefix}outside"),),
    )
    docker_containers.run(server)
    until(lambda: docker_containers.probe(server.name, 8000, "/"), "the server answers")
    state = docker_containers.inspect(server.name)
    assert state is not None
    text = f"import socket; socket.create_connection(('{state.address}', 8000), 20); print('reached')"
    reached = {
        name: "reached" in run_program(docker_containers, dataclasses.replace(program, networks=networks), text)
        for name in ("inside", "outside")
        for networks in [(Attachment(network=f"{prefix}{name}"),)]
    }
    assert reached == {"inside": False, "outside": True}
