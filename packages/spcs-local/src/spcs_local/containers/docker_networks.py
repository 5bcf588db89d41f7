"""Networks of the Engine whose containers may choose their addresses."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from ipaddress import IPv4Network

from docker import DockerClient
from docker.models.networks import Network
from docker.types import IPAMConfig, IPAMPool

from spcs_local.containers.docker_errors import reported
from spcs_local.containers.port import gateway_of


class DockerNetworks:
    """One account's."""

    def __init__(self, client: DockerClient, labels: Mapping[str, str]) -> None:
        self._client = client
        self._labels = dict(labels)
        self._lock = threading.Lock()  # the Engine makes two networks of one name

    def ensure(self, name: str, *, internal: bool) -> IPv4Network:
        """Make the network if it is not there."""
        with self._lock, reported(f"network {name}"):
            found = self._client.networks.list(names=[f"^{name}$"])
            return _subnet(found[0] if found else self._create(name, internal=internal))

    def _create(self, name: str, *, internal: bool) -> Network:
        """Containers choose addresses only where the subnet was chosen: the Engine's own choice is made ours."""
        first = self._client.networks.create(name, driver="bridge", internal=internal, labels=self._labels)
        first.reload()
        subnet = _subnet(first)
        first.remove()
        pool = IPAMPool(
            subnet=str(subnet),
            iprange=str(list(subnet.subnets(2))[1]),
            gateway=str(subnet[1]),
            aux_addresses={"DefaultGatewayIPv4": gateway_of(subnet)} if internal else None,
        )
        ipam = IPAMConfig(pool_configs=[pool])
        network = self._client.networks.create(name, driver="bridge", internal=internal, labels=self._labels, ipam=ipam)
        network.reload()
        return network


def _subnet(network: Network) -> IPv4Network:
    return IPv4Network(network.attrs["IPAM"]["Config"][0]["Subnet"])
