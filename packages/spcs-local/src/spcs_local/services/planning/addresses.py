"""Who has which address on the services' network: the account says it, so that it is known before anything runs."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from spcs_local.containers.port import ContainerPort
from spcs_local.services import names


@dataclass(frozen=True)
class Addresses:
    """The network in quarters: the account's own containers, the services' instances, and two for the gate's hosts."""

    network: IPv4Network

    @classmethod
    def of(cls, containers: ContainerPort, account_id: str) -> Addresses:
        """Of an account's services, whose network is made where it is missing."""
        return cls(containers.ensure_network(names.inside(account_id), internal=True))

    @property
    def machine(self) -> str:
        """The account's own, from where it probes, and carries what comes through the ingress."""
        return str(self.network[1])

    @property
    def relay(self) -> str:
        """Where SNOWFLAKE_HOST is."""
        return str(self.network[2])

    @property
    def gate(self) -> str:
        """The name server."""
        return str(self.network[3])

    def instance(self, number: int) -> str:
        """Of an instance, by the number that it got when it was added; numbers come round again."""
        quarter = list(self.network.subnets(2))[1]
        return str(quarter[number % quarter.num_addresses])

    @property
    def hosts(self) -> IPv4Network:
        """What stands for hosts outside; `gateway_of` the network is among them, and what is sent there ends there."""
        return list(self.network.subnets(1))[1]
