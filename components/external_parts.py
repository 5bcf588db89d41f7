"""The resources by which a cluster reaches what is outside: a rule, an integration, and a secret for Kafka."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components import grants
from components.access import Access
from components.cluster_definitions import EXTERNAL
from components.egress import Egress, EgressArgs
from components.external_stores import KAFKA_LOGIN, ExternalStores
from components.owners import OwnerNeeds
from components.providers import Providers
from components.service_definitions import ServiceDefinition
from components.settings import EgressSettings
from components.storage import Storage
from components.stored_keys import StoredKeys, StoredKeysArgs


@dataclass(frozen=True, kw_only=True)
class ExternalParts:
    """None of them where nothing is outside."""

    egress: Egress | None = None
    kafka: StoredKeys | None = None
    placeholders: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)

    @property
    def parts(self) -> list[pulumi.Resource]:
        return [it for it in (self.egress, self.kafka) if it]

    def needs(self, definition: ServiceDefinition) -> list[Mapping[str, grants.Grant]]:
        """What CREATE SERVICE checks of the owner, by owners."""
        on_egress = [self.egress.usage] if self.egress and EXTERNAL in definition.integrations else []
        usage = self.kafka and KAFKA_LOGIN in definition.placeholders and self.kafka.usage
        return [*on_egress, *([{definition.owner: usage}] if usage else [])]


def external_parts(
    stores: ExternalStores | None,
    needs: Mapping[str, OwnerNeeds],
    access: Access,
    storage: Storage,
    providers: Providers,
) -> ExternalParts:
    """Registers them."""
    if stores is None:
        return ExternalParts()
    args = EgressArgs(
        settings=EgressSettings(rule=stores.rule, integration=stores.integration, hosts=stores.hosts),
        owner_roles={key: access.owner_roles[key] for key, need in needs.items() if need.external},
        database=storage.database,
        schema=storage.schema,
        storage=providers.storage,
        account=providers.account,
    )
    egress = Egress("external", args)
    if stores.kafka is None:
        return ExternalParts(egress=egress)
    keys = StoredKeysArgs(
        secret=stores.kafka.secret,
        user=stores.kafka.user,
        password=stores.kafka.password,
        database=storage.database,
        schema=storage.schema,
        owner_role=access.owner_roles["milvus"],
        provider=providers.storage,
    )
    kafka = StoredKeys("kafka", keys)
    return ExternalParts(egress=egress, kafka=kafka, placeholders={KAFKA_LOGIN: kafka.name})
