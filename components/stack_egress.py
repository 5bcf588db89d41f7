"""The ways out of the account: what services may reach, and what a cluster has outside."""

from __future__ import annotations

from collections.abc import Mapping

from components.access import Access
from components.cluster_definitions import EXTERNAL
from components.egress import Egress, EgressArgs
from components.external_stores import ExternalStores
from components.owners import OwnerNeeds
from components.providers import Providers
from components.service_definitions import EGRESS
from components.settings import EgressSettings, Settings
from components.storage import Storage


def ways_out(
    settings: Settings, needs: Mapping[str, OwnerNeeds], access: Access, storage: Storage, providers: Providers
) -> dict[str, Egress]:
    """Those that the configuration has, by what they are called among the integrations of services."""

    def made(name: str, egress: EgressSettings, owners: list[str]) -> Egress:
        args = EgressArgs(
            settings=egress,
            owner_roles={key: access.owner_roles[key] for key in owners},
            database=storage.database,
            schema=storage.schema,
            storage=providers.storage,
            account=providers.account,
        )
        return Egress(name, args)

    wanted = {
        EGRESS: (settings.egress, [key for key, need in needs.items() if need.egress]),
        EXTERNAL: (_to(settings.external), [key for key, need in needs.items() if need.external]),
    }
    return {name: made(name, egress, owners) for name, (egress, owners) in wanted.items() if egress}


def _to(stores: ExternalStores | None) -> EgressSettings | None:
    if stores is None:
        return None
    return EgressSettings(rule=stores.rule, integration=stores.integration, hosts=stores.hosts)
