"""The secrets that the stack keeps in the account, for the owners of the services that get them."""

from __future__ import annotations

from collections.abc import Mapping

from components.access import Access
from components.cluster_definitions import KEYS
from components.external_stores import KAFKA_LOGIN
from components.login import Login
from components.milvus_secrets import MilvusSecrets, MilvusSecretsArgs
from components.owners import MILVUS_SECRETS, OwnerNeeds
from components.providers import Providers
from components.settings import Settings
from components.storage import Storage
from components.stored_keys import StoredKeys, StoredKeysArgs


def milvus_secrets(
    settings: Settings, needs: Mapping[str, OwnerNeeds], access: Access, storage: Storage, providers: Providers
) -> MilvusSecrets:
    """Milvus' users."""
    args = MilvusSecretsArgs(
        settings=settings.milvus_secrets,
        database=storage.database,
        schema=storage.schema,
        readers={
            user: {key: access.owner_roles[key] for key, need in needs.items() if user in need.milvus_users}
            for user in MILVUS_SECRETS
        },
        provider=providers.storage,
    )
    return MilvusSecrets("milvus-secrets", args)


def logins(settings: Settings, access: Access, storage: Storage, providers: Providers) -> dict[str, StoredKeys]:
    """Who a cluster is to its object storage, and to a Kafka outside, by the placeholders of the secrets' names."""

    def stored(name: str, login: Login) -> StoredKeys:
        args = StoredKeysArgs(
            login=login,
            database=storage.database,
            schema=storage.schema,
            owner_role=access.owner_roles["milvus"],
            provider=providers.storage,
        )
        return StoredKeys(name, args)

    kafka = settings.external and settings.external.kafka
    wanted = {KEYS: ("object-storage", settings.object_storage), KAFKA_LOGIN: ("kafka", kafka)}
    return {placeholder: stored(name, login) for placeholder, (name, login) in wanted.items() if login}
