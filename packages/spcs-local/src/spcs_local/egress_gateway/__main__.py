"""`python3 -m spcs_local.egress_gateway POLICY ADDRESS INSIDE HOSTS`: serve until the container is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from ipaddress import IPv4Network
from pathlib import Path

from spcs_local.egress_gateway import dns, kernel
from spcs_local.egress_gateway.egress import Egress
from spcs_local.egress_gateway.policy import PolicyFile

_LOOK_AGAIN = 0.2


async def serve(policy: PolicyFile, egress: Egress, address: str) -> None:
    """Answer names on the inside address, and follow the policy."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: dns.NameServer(egress.find), (address, dns.PORT))
    while True:
        with contextlib.suppress(OSError):
            await egress.follow(policy.policy)
        await asyncio.sleep(_LOOK_AGAIN)


def main(path: str, address: str, inside: str, hosts: str) -> None:
    """Take what needs a capability, then serve without any."""
    kernel.take_addresses(IPv4Network(hosts))
    kernel.drop_capabilities()
    policy = PolicyFile(Path(path))
    asyncio.run(serve(policy, Egress(policy, IPv4Network(inside), IPv4Network(hosts)), address))


if __name__ == "__main__":
    main(*sys.argv[1:])
