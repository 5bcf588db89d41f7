"""What both adapters do alike."""

from __future__ import annotations

import dataclasses
import time

import pytest

from devkit.testing.waiting import until
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import Attachment, ContainerError, ContainerPort, ContainerSpec, Mount
from spcs_local_tests.containers.programs import SERVER


@pytest.fixture
def spec(port: ContainerPort, prefix: str, python_image: str) -> ContainerSpec:
    """A small web server on a network of its own."""
    port.ensure_network(f"{prefix}inside", internal=True)
    return ContainerSpec(
        name=f"{prefix}web",
        image=python_image,
        command=("python3", "-u", "-c", SERVER),
        args=(),
        networks=(Attachment(network=f"{prefix}inside", aliases=("web",)),),
        labels={"part": "web"},
    )


def test_run_shows_a_running_container_with_an_address(port: ContainerPort, spec: ContainerSpec) -> None:
    port.run(spec)
    state = port.inspect(spec.name)
    assert state is not None
    assert (state.status, state.exit_code, state.labels["part"]) == ("running", None, "web")
    assert state.address is not None
    # in seconds since the epoch: any other zone or unit would be further off than a slow start
    assert state.started_at == pytest.approx(time.time(), abs=1200)


def test_run_replaces_a_container_of_the_same_name(port: ContainerPort, spec: ContainerSpec) -> None:
    port.run(spec)
    port.run(spec)
    assert [state.name for state in port.containers()] == [spec.name]


def test_run_waits_for_what_a_container_says(port: ContainerPort, spec: ContainerSpec) -> None:
    program = "import signal, time; print('half', end='', flush=True); print(' and half', flush=True); signal.pause()"
    port.run(dataclasses.replace(spec, command=("python3", "-c", program), says="half and half"))
    assert [line.text for line in port.log_lines(spec.name, 10)] == ["half and half"]


def test_log_lines_have_their_time_and_stream(port: ContainerPort, spec: ContainerSpec) -> None:
    # one of them goes back to its beginning, as progress bars do
    said = "import sys, time; print('out', flush=True); print('5%\\r9%', file=sys.stderr, flush=True); time.sleep(600)"
    port.run(dataclasses.replace(spec, command=("python3", "-c", said)))
    if isinstance(port, MemoryContainers):
        for text in ("out", "5%\r9%"):
            port.write(spec.name, text)
    until(lambda: len(port.log_lines(spec.name, 10)) == 2, "both lines are there")
    lines = port.log_lines(spec.name, 10)
    assert {line.text for line in lines} == {"out", "5%\r9%"}
    assert [line.at for line in lines] == [pytest.approx(time.time(), abs=1200)] * 2
    streams = {line.text: line.stream for line in lines}
    assert streams["5%\r9%"] == ("stdout" if isinstance(port, MemoryContainers) else "stderr")
    assert len(port.log_lines(spec.name, 1)) == 1
    assert port.log_lines(f"{spec.name}-none", 10) == []


def test_probe_is_true_once_the_port_answers(port: ContainerPort, spec: ContainerSpec) -> None:
    port.run(spec)
    until(lambda: port.probe(spec.name, 8000, "/"), "the probe answers")


def test_probe_reaches_a_container_that_shares_a_network(port: ContainerPort, spec: ContainerSpec) -> None:
    port.run(spec)
    beside = dataclasses.replace(spec, name=f"{spec.name}-beside", networks=(), namespace_of=spec.name)
    port.run(dataclasses.replace(beside, command=("python3", "-u", "-c", SERVER.replace("8000", "8001"))))
    until(lambda: port.probe(beside.name, 8001, "/"), "the probe answers")


def test_probe_is_false_without_a_container(port: ContainerPort, prefix: str) -> None:
    assert port.probe(f"{prefix}none", 8000, "/") is False


def test_remove_forgets_the_container_and_may_be_repeated(port: ContainerPort, spec: ContainerSpec) -> None:
    port.run(spec)
    port.remove(spec.name, grace_seconds=0)
    port.remove(spec.name, grace_seconds=0)
    assert port.inspect(spec.name) is None
    assert port.logs(spec.name, 10) == ""


def test_ensure_network_and_volume_may_be_repeated(port: ContainerPort, prefix: str) -> None:
    for _ in range(2):
        port.ensure_network(f"{prefix}inside", internal=True)
        port.ensure_volume(f"{prefix}data")
    port.remove_volume(f"{prefix}data")
    port.remove_volume(f"{prefix}data")


def test_run_takes_volumes_and_memory(port: ContainerPort, spec: ContainerSpec, prefix: str) -> None:
    port.ensure_volume(f"{prefix}data")
    mounts = (
        Mount(kind="volume", source=f"{prefix}data", target="/data"),
        Mount(kind="tmpfs", source="", target="/scratch", size_bytes=1024**2),
    )
    port.run(ContainerSpec(name=spec.name, image=spec.image, command=spec.command, mounts=mounts))
    state = port.inspect(spec.name)
    assert state is not None
    assert (state.status, state.address) == ("running", None)


def test_volume_gets_an_owner_and_is_copied(port: ContainerPort, prefix: str) -> None:
    port.ensure_volume(f"{prefix}data")
    port.own_volume(f"{prefix}data", 10001, 10002)
    for _ in range(2):
        port.copy_volume(f"{prefix}data", f"{prefix}copy")
    port.remove_volume(f"{prefix}data")
    with pytest.raises(ContainerError, match=f"{prefix}data"):
        port.copy_volume(f"{prefix}data", f"{prefix}other")
    port.copy_volume(f"{prefix}copy", f"{prefix}data")


def test_capacity_is_what_a_host_can_have(port: ContainerPort) -> None:
    capacity = port.capacity()
    assert capacity.cpus >= 1
    assert capacity.memory_bytes > 256 * 1024**2
