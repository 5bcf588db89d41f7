"""What only real containers can show."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docker
import pytest

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import ContainerError, ContainerSpec, ImageMissingError, Mount
from spcs_local_tests.containers.programs import run_program


def test_run_gives_no_capabilities(docker_containers: DockerContainers, program: ContainerSpec) -> None:
    printed = run_program(docker_containers, program, "print(open('/proc/self/status').read())")
    assert "CapEff:\t0000000000000000" in printed
    assert "NoNewPrivs:\t1" in printed


def test_inspect_shows_the_exit_code(docker_containers: DockerContainers, program: ContainerSpec) -> None:
    run_program(docker_containers, program, "raise SystemExit(7)")
    state = docker_containers.inspect(program.name)
    assert state is not None
    assert (state.status, state.exit_code) == ("exited", 7)


def test_container_that_ends_before_it_has_said_it_is_told_of(
    docker_containers: DockerContainers, program: ContainerSpec
) -> None:
    for text, told in (("print('not ready'); print('no rules')", "no rules"), ("pass", "nothing")):
        spec = dataclasses.replace(program, command=("python3", "-c", text), says="ready")
        with pytest.raises(ContainerError) as caught:
            docker_containers.run(spec)
        assert str(caught.value) == f"container {program.name}: expected that it says 'ready', it said: {told}"


def test_logs_have_timestamps_and_begin_at_a_time(docker_containers: DockerContainers, program: ContainerSpec) -> None:
    assert run_program(docker_containers, program, "print('said')") == "said\n"
    moment, _, line = docker_containers.logs(program.name, 10, timestamps=True).partition(" ")
    said = datetime.fromisoformat(moment)
    assert (said.tzinfo, line) == (UTC, "said\n")
    assert docker_containers.logs(program.name, 10, since=said - timedelta(seconds=1)) == "said\n"
    assert docker_containers.logs(program.name, 10, since=said + timedelta(seconds=1)) == ""


def test_bind_mount_is_read_only_when_asked(
    docker_containers: DockerContainers, program: ContainerSpec, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("abc")
    mount = Mount(kind="bind", source=str(tmp_path), target="/snowflake/session", read_only=True)
    spec = dataclasses.replace(program, mounts=(mount,))
    text = "p = '/snowflake/session/token'; print(open(p).read()); open(p, 'w')"
    printed = run_program(docker_containers, spec, text)
    assert "abc" in printed
    assert "Read-only file system" in printed


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
