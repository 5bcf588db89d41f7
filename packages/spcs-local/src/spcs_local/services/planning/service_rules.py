"""Which services reach which: endpoints that are declared, by whose owner role may; and nothing else.

Instances of one service are to each other as two services of one owner.
https://docs.snowflake.com/en/developer-guide/snowpark-container-services/service-network-communications
https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.service_filter.rules import IN, OUT, TCP, UDP, Rule
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.records.service_roles import ServiceRoles
from spcs_local.services.records.store import Store
from spcs_local.specification import Endpoint, Specification

_EVERY_PORT = 1, 65535
_NAMES, _PLAIN, _TLS = 53, 80, 443
_Ports = tuple[int, int]


@dataclass(frozen=True)
class _Instance:
    """One that runs, or is about to."""

    address: str
    service: StoredObject
    specification: Specification


class ServiceRules:
    """Follow grants, roles, specifications and instances as they stand when they are asked for."""

    def __init__(self, model: AccountModel, store: Store) -> None:
        self._model = model
        self._store = store
        self._roles = ServiceRoles(model.catalog)

    def all(self, addresses: Addresses) -> dict[str, list[Rule]]:
        """The rules of each instance, by its address."""
        instances = list(self._instances(addresses))
        rights = {it.service.owner_id: OwnerRights.of_service(self._model, it.service) for it in instances}
        callers = defaultdict[int | None, list[str]](list)
        for instance in instances:
            callers[instance.service.owner_id].append(instance.address)
        reached: dict[int | None, dict[_Ports, list[str]]] = {owner: {} for owner in rights}
        rules = {instance.address: list(_always(addresses)) for instance in instances}
        for instance in instances:
            for endpoint in instance.specification.endpoints:
                holders = self._roles.holders(instance.service.id, instance.specification, endpoint.name)
                owners = [owner for owner, held in rights.items() if held.reaches(instance.service, holders)]
                for owner in owners:
                    reached[owner].setdefault(ports(endpoint), []).append(instance.address)
                peers = [address for owner in owners for address in callers[owner]]
                if peers:
                    rules[instance.address].append(Rule(IN, TCP, *ports(endpoint), ",".join(peers)))
        for instance in instances:
            opened = reached[instance.service.owner_id].items()
            rules[instance.address] += [Rule(OUT, TCP, *these, ",".join(there)) for these, there in opened]
        return rules

    def _instances(self, addresses: Addresses) -> Iterator[_Instance]:
        for row in self._store.services():
            found = self._model.objects.get(row.id)
            for instance in self._store.placed(row.id):
                yield _Instance(addresses.instance(instance.address), found, instance.revision.specification)


def ports(endpoint: Endpoint) -> _Ports:
    """The first and the last port of an endpoint; all are TCP, HTTP ones too."""
    if endpoint.port_range is None:
        return endpoint.port or 0, endpoint.port or 0
    first, last = endpoint.port_range.split("-")
    return int(first), int(last)


def _always(addresses: Addresses) -> Iterator[Rule]:
    """Probes and the ingress; names, SNOWFLAKE_HOST, and the way out, where the gate decides."""
    yield Rule(IN, TCP, *_EVERY_PORT, f"{addresses.machine}/32")
    yield Rule(OUT, UDP, _NAMES, _NAMES, f"{addresses.gate}/32")
    yield Rule(OUT, TCP, _PLAIN, _PLAIN, f"{addresses.relay}/32")
    yield Rule(OUT, TCP, _TLS, _TLS, f"{addresses.relay}/32")
    yield Rule(OUT, TCP, *_EVERY_PORT, str(addresses.hosts))
