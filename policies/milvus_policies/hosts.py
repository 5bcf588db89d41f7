"""Services reach named hosts."""

from __future__ import annotations

from collections.abc import Iterator

from milvus_policies.resources import NETWORK_RULE, Resource
from milvus_policies.rules import Config, ResourceRule, violation

_ANY = "0.0.0.0"  # noqa: S104 - what is looked for


def _check(resource: Resource, _config: Config) -> Iterator[str]:
    values = resource.properties.get("valueLists") if resource.kind == NETWORK_RULE else None
    for value in values if isinstance(values, list) else ():
        # with a port, or the length of a network
        if isinstance(value, str) and value.partition(":")[0].partition("/")[0] == _ANY:
            yield violation(
                resource.subject,
                f"{value}, which is any host",
                "host or host:port of what is called",
                "pulumi config set milvus-spcs:egressHosts with the hosts that the notebook needs",
            )


NO_ANY_HOST = ResourceRule("no-any-host", "No network rule has 0.0.0.0.", check=_check)
