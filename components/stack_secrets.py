"""The secrets that the stack keeps in the account, for the owners of the services that get them."""

from __future__ import annotations

from collections.abc import Mapping

from components.access import Access
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


def object_storage(settings: Settings, access: Access, storage: Storage, providers: Providers) -> StoredKeys | None:
    """The keys of a cluster's."""
    if settings.object_storage is None:
        return None
    args = StoredKeysArgs(
        secret=settings.object_storage.secret,
        user=settings.object_storage.access_key,
        password=settings.object_storage.secret_key,
        database=storage.database,
        schema=storage.schema,
        owner_role=access.owner_roles["milvus"],
        provider=providers.storage,
    )
    return StoredKeys("object-storage", args)
