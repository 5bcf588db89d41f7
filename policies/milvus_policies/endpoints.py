"""Milvus is asked from inside the account alone: its ports have no user of their own."""

from __future__ import annotations

from collections.abc import Iterator

from milvus_policies.resources import Resource
from milvus_policies.rules import Config, ResourceRule, violation
from milvus_policies.specifications import Part, parts, sent, subject

PORTS = {
    "ports": {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 65535},
        "default": [19530, 9091, 2379],
        "description": "Of Milvus, its metrics and health, and etcd",
    }
}


def _check(resource: Resource, config: Config) -> Iterator[str]:
    for endpoint in parts(sent(resource), "endpoints"):
        open_ports = _ports(endpoint) if endpoint.get("public") is True else range(0)
        for port in map(int, config["ports"]):
            if port in open_ports:
                yield violation(
                    subject(resource),
                    f"endpoint {endpoint.get('name')} is public at port {port}",
                    "Milvus' ports inside the account alone, where other services reach them by the service's DNS name",
                    "public: false, or none of it, in the specification under specs/; for people, a service in front",
                )


def _ports(endpoint: Part) -> range:
    """One, or those of a `portRange`."""
    first, _, last = str(endpoint.get("port") or endpoint.get("portRange")).partition("-")
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        return range(0)


NO_PUBLIC_MILVUS_PORT = ResourceRule(
    "no-public-milvus-port", "No public endpoint is a port of Milvus.", check=_check, settings=PORTS
)
