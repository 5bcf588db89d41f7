"""What only real containers can show."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docker
import pytest

from devkit.testing.waiting import until
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import Attachment, ContainerError, ContainerSpec, ImageMissingError, Mount
from spcs_local_tests.containers.test_contract import SERVER


@pytest.fixture
def program(docker_containers: DockerContainers, prefix: str, python_image: str) -> ContainerSpec:
    """A container without a network; tests give it a program."""
    docker_containers.remove_all(volumes=True)
    return ContainerSpec(name=f"{prefix}program", image=python_image)


def run(containers: DockerContainers, spec: ContainerSpec, program: str) -> str:
    """What the program prints, once it has ended."""
    containers.run(dataclasses.replace(spec, command=("python3", "-c", program), args=()))
    until(lambda: (state := containers.inspect(spec.name)) is not None and state.status == "exited", "it ends")
    return containers.logs(spec.name, 50)


def test_run_gives_no_capabilities(docker_containers: DockerContainers, program: ContainerSpec) -> None:
    printed = run(docker_containers, program, "print(open('/proc/self/status').read())")
    assert "CapEff:\t0000000000000000" in printed
    assert "NoNewPrivs:\t1" in printed


def test_inspect_shows_the_exit_code(docker_containers: DockerContainers, program: ContainerSpec) -> None:
    run(docker_containers, program, "raise SystemExit(7)")
    state = docker_containers.inspect(program.name)
    assert state is not None
    assert (state.status, state.exit_code) == ("exited", 7)


def test_logs_have_timestamps_and_begin_at_a_time(docker_containers: DockerContainers, program: ContainerSpec) -> None:
    assert run(docker_containers, program, "print('said')") == "said\n"
    moment, _, line = docker_containers.logs(program.name, 10, timestamps=True).partition(" ")
    said = datetime.fromisoformat(moment)
    assert (said.tzinfo, line) == (UTC, "said\n")
    assert docker_containers.logs(program.name, 10, since=said - timedelta(seconds=1)) == "said\n"
    assert docker_containers.logs(program.name, 10, since=said + timedelta(seconds=1)) == ""


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
        name: "reached" in run(docker_containers, dataclasses.replace(program, networks=networks), text)
        for name in ("inside", "outside")
        for networks in [(Attachment(network=f"{prefix}{name}"),)]
    }
    assert reached == {"inside": False, "outside": True}


def test_bind_mount_is_read_only_when_asked(
    docker_containers: DockerContainers, program: ContainerSpec, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("abc")
    mount = Mount(kind="bind", source=str(tmp_path), target="/snowflake/session", read_only=True)
    spec = dataclasses.replace(program, mounts=(mount,))
    text = "p = '/snowflake/session/token'; print(open(p).read()); open(p, 'w')"
    printed = run(docker_containers, spec, text)
    assert "abc" in printed
    assert "Read-only file system" in printed


def test_volume_keeps_its_content_between_containers(
    docker_containers: DockerContainers, program: ContainerSpec, prefix: str
) -> None:
    docker_containers.ensure_volume(f"{prefix}data")
    spec = dataclasses.replace(program, mounts=(Mount(kind="volume", source=f"{prefix}data", target="/data"),))
    run(docker_containers, spec, "open('/data/x', 'w').write('kept')")
    assert run(docker_containers, spec, "print(open('/data/x').read())") == "kept\n"


def test_volume_belongs_to_its_user_and_is_copied_with_owners(
    docker_containers: DockerContainers, program: ContainerSpec, prefix: str
) -> None:
    data, copy = f"{prefix}data", f"{prefix}copy"
    docker_containers.ensure_volume(data)
    docker_containers.own_volume(data, 10001, 10002)

    def seen(volume: str, text: str) -> str:
        mount = Mount(kind="volume", source=volume, target="/usr/share", bare=True)
        return run(docker_containers, dataclasses.replace(program, user="10001:10002", mounts=(mount,)), text)

    seen(data, "import os; os.mkdir('/usr/share/d', 0o700); open('/usr/share/d/x', 'w').write('kept')")
    docker_containers.ensure_volume(copy)
    docker_containers.copy_volume(data, copy)
    look = (
        "import os; s = os.stat('/usr/share'); d = os.stat('/usr/share/d')\n"
        "print(s.st_uid, s.st_gid, d.st_uid, oct(d.st_mode & 0o777), os.listdir('/usr/share'))\n"
        "print(open('/usr/share/d/x').read())"
    )
    assert seen(copy, look) == "10001 10002 10001 0o700 ['d']\nkept\n"


def test_pull_names_the_image_that_is_missing(docker_containers: DockerContainers) -> None:
    with pytest.raises(ContainerError, match=r"127\.0\.0\.1:1/none"):
        docker_containers.pull("127.0.0.1:1/none/x:1", "user", "password")
    assert issubclass(ImageMissingError, ContainerError)


def test_run_leaves_a_foreign_container_alone(
    docker_containers: DockerContainers, program: ContainerSpec, prefix: str
) -> None:
    client = docker.from_env()
    foreign = client.containers.create(program.image, name=f"{prefix}foreign", command=["true"])
    try:
        with pytest.raises(ContainerError, match="is not of this account"):
            docker_containers.run(dataclasses.replace(program, name=f"{prefix}foreign"))
        assert client.containers.get(f"{prefix}foreign").id == foreign.id
    finally:
        foreign.remove(force=True)
        client.close()
