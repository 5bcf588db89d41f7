"""What has instances' networks: made, told rules, tried out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerError, ContainerSpec
from spcs_local.relay import NetworkHolders
from spcs_local.service_filter.rules import OUT, TCP, Rule, read
from spcs_local.settings import SettingsError

RULE = Rule(OUT, TCP, 8000, 8000, "10.128.0.4")


class Unfit(MemoryContainers):
    """An engine whose kernel has no nftables."""

    def run(self, spec: ContainerSpec) -> None:
        raise ContainerError(f"container {spec.name}: it said: nftables refuses message 1")


@pytest.fixture
def holders(tmp_path: Path) -> NetworkHolders:
    return NetworkHolders.ready("x", tmp_path / "filter", open_to_all=False)


def test_rules_are_those_of_addresses_that_are_there(holders: NetworkHolders) -> None:
    holders.write({"10.128.0.3": [RULE], "10.128.0.4": []})
    holders.write({"10.128.0.3": [RULE, RULE]})
    assert read((holders.directory / "10.128.0.3").read_text()) == [RULE, RULE]
    assert not (holders.directory / "10.128.0.4").exists()
    assert (holders.directory / "spcs_local" / "service_filter" / "__main__.py").exists()


def test_holder_that_ended_or_has_another_program_cannot_go_on(holders: NetworkHolders) -> None:
    port = MemoryContainers()
    assert not holders.holds(port.inspect("one"))
    port.run(holders.spec(ContainerSpec(name="one", image=""), "10.128.0.3"))
    assert holders.holds(port.inspect("one"))
    assert not dataclasses.replace(holders, program="another").holds(port.inspect("one"))
    port.crash("one", 1)
    assert not holders.holds(port.inspect("one"))


def test_engine_that_cannot_filter_is_refused_unless_all_is_to_be_open(tmp_path: Path) -> None:
    for image, told in (("", "relayImage names no image"), ("x", "nftables refuses message 1")):
        holders = NetworkHolders.ready(image, tmp_path / "filter", open_to_all=False)
        with pytest.raises(SettingsError, match=f"{told}.*openServices=true"):
            holders.try_out(Unfit(), "trial")
        NetworkHolders.ready(image, tmp_path / "filter", open_to_all=True).try_out(Unfit(), "trial")


@pytest.fixture
def engine(docker_containers: DockerContainers) -> Iterator[DockerContainers]:
    """Real, and empty."""
    yield docker_containers
    docker_containers.remove_all(volumes=True)


def test_holder_filters_as_root_of_its_network_alone_or_is_nobody(
    engine: DockerContainers, prefix: str, python_image: str, tmp_path: Path
) -> None:
    for open_to_all, capability in ((False, ("NET_ADMIN",)), (True, ())):
        holders = NetworkHolders.ready(python_image, tmp_path / "filter", open_to_all=open_to_all)
        holders.try_out(engine, f"{prefix}trial")
        assert engine.inspect(f"{prefix}trial") is None
        holders.write({"10.128.0.3": [RULE]})
        spec = holders.spec(ContainerSpec(name=f"{prefix}held", image=""), "10.128.0.3")
        assert spec.capabilities == capability
        engine.run(spec)
        assert holders.holds(engine.inspect(f"{prefix}held"))
    broken = NetworkHolders.ready(python_image, tmp_path / "filter", open_to_all=False)
    (broken.directory / "10.128.0.3").write_text("out sctp 1 2 10.128.0.4\n")
    with pytest.raises(ContainerError, match="expected that it says 'in force', it said: out sctp"):
        engine.run(broken.spec(ContainerSpec(name=f"{prefix}held", image=""), "10.128.0.3"))
