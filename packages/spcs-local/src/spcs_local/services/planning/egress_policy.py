"""What services may reach outside: their integrations' network rules, written down for the gate.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/service-network-communications
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spcs_local.egress_gateway.policy import MOST_PORTS
from spcs_local.model.account_model import AccountModel
from spcs_local.model.egress import HostPort, places
from spcs_local.model.objects import StoredObject
from spcs_local.services import names
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.planning.service_directories import write_file
from spcs_local.services.records.rows import InstanceRow
from spcs_local.services.records.store import Store
from spcs_local.services.states import InstanceStatus

POLICY = "policy.json"


class EgressPolicy:
    """The file, in a directory that the gate has mounted."""

    def __init__(self, model: AccountModel, store: Store, directory: Path) -> None:
        self._model = model
        self._store = store
        self.directory = directory

    def write(self, addresses: Addresses) -> None:
        """As the grants and rules stand now."""
        with self._model.catalog.transaction():
            text = json.dumps(self._policy(addresses), indent=1, sort_keys=True)
            self.directory.mkdir(parents=True, exist_ok=True)
            # the gate runs as another user; on the host the account's home keeps others out
            self.directory.chmod(0o755)
            write_file(self.directory / POLICY, text)

    def _policy(self, addresses: Addresses) -> dict[str, Any]:
        known: dict[str, list[str]] = {self._model.settings.host: [addresses.relay]}
        rules: dict[str, list[list[Any]]] = {}
        for row in self._store.services():
            found = self._model.objects.get(row.id)
            instances = self._store.placed(row.id)
            own = [addresses.instance(instance.address) for instance in instances]
            known |= _names(found, instances, addresses)
            opened = [[item.host, item.first, item.last] for item in self.opened(found)] if own else []
            rules |= dict.fromkeys(own, opened)
        return {"names": known, "rules": rules}

    def opened(self, found: StoredObject) -> list[HostPort]:
        """Hosts and ports of the integrations that a service has, as far as its owner may still use them."""
        integrations = OwnerRights.of_service(self._model, found).usable(found["EXTERNAL_ACCESS_INTEGRATIONS"])
        opened = [place for item in integrations for place in places(self._model.objects, item)]
        return [place for place in dict.fromkeys(opened) if place.for_services and place.width <= MOST_PORTS]


def _names(found: StoredObject, instances: list[InstanceRow], addresses: Addresses) -> dict[str, list[str]]:
    """A service's names: those that are READY answer to its own; where none is, it is found all the same.

    https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services
    """
    lasting = [instance for instance in instances if instance.status != InstanceStatus.TERMINATING]
    ready = [instance for instance in lasting if instance.status == InstanceStatus.READY]
    one, every = names.dns_names(found)
    return {
        name: [addresses.instance(instance.address) for instance in those]
        for name, those in ((one, ready or lasting), (every, lasting))
    }
