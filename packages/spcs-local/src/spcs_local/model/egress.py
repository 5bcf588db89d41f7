"""What HOST_PORT network rules name. https://docs.snowflake.com/en/sql-reference/sql/create-network-rule"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spcs_local.model.identifiers import parse_name
from spcs_local.model.objects import Objects, StoredObject

ANY_HOST = "0.0.0.0"  # noqa: S104 - how rules spell every host, bound to nowhere
_DEFAULT_PORT = 443
_OF_ANY_HOST = (80, 443)
# https://docs.snowflake.com/en/developer-guide/snowpark-container-services/service-network-communications
_OF_SERVICES = (22, 80, 443)
_LEAST_OF_SERVICES = 1024
_VALUE = re.compile(r"([^:]+)(?::(\d{1,5})(?:-(\d{1,5}))?)?")
_LABEL = re.compile(r"[A-Za-z0-9_*-]{1,63}")


@dataclass(frozen=True)
class HostPort:
    """A host, in which one `*` may stand for letters, digits and dashes of a label, and its ports; 0 is all of them."""

    host: str
    first: int
    last: int

    @classmethod
    def read(cls, value: str) -> HostPort | None:
        """`host`, `host:port` or `host:port-port`; None if it is none of them."""
        match = _VALUE.fullmatch(value)
        if match is None:
            return None
        host = match.group(1)
        first = int(match.group(2) or _DEFAULT_PORT)
        last = int(match.group(3) or first)
        if host == ANY_HOST:
            return cls(host, first, last) if first == last and first in _OF_ANY_HOST else None
        labels = host.split(".")
        good = all(_LABEL.fullmatch(label) for label in labels) and host.count("*") <= 1 and len(host) <= 253
        return cls(host.lower(), first, last) if good and first <= last <= 65535 else None

    @property
    def width(self) -> int:
        """How many ports these are."""
        return self.last - self.first + 1

    @property
    def for_services(self) -> bool:
        """Whether services may have such ports."""
        return self.first >= _LEAST_OF_SERVICES or (self.first == self.last and self.first in _OF_SERVICES)


def places(objects: Objects, integration: StoredObject) -> list[HostPort]:
    """What the network rules of an external access integration name now."""
    found = [_values(objects, path) for path in integration["ALLOWED_NETWORK_RULES"]]
    read = [HostPort.read(value) for values in found for value in values]
    return [place for place in dict.fromkeys(read) if place is not None]


def _values(objects: Objects, path: str) -> list[str]:
    """Of a rule, if it is there and about hosts outside."""
    name = parse_name(path)
    rule = objects.find_path("NETWORK RULE", name.parts) if name else None
    if rule is None or (rule["TYPE"], rule["MODE"]) != ("HOST_PORT", "EGRESS"):
        return []
    return list(rule["VALUE_LIST"])
