"""Milvus and a notebook on Snowpark Container Services."""

from __future__ import annotations

from components import settings as configuration
from components.access import Access, AccessArgs
from components.egress import Egress, EgressArgs
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Providers
from components.storage import Storage, StorageArgs

settings = configuration.load()
names = settings.names
providers = Providers(settings.connection)

access = Access("access", AccessArgs.of(settings), providers)
owner = providers.owner(access.reachable_owner_role)
storage = Storage("storage", StorageArgs.of(settings, access), providers.sysadmin, owner)
egress = Egress("egress", EgressArgs.of(settings, access, storage), providers.accountadmin)
milvus_pool = ComputePool(
    "milvus-pool",
    ComputePoolArgs(pool=names.milvus_pool, instance_family=settings.instance_family, protect=settings.protect),
    owner,
    access.create_pools,
)
jupyter_pool = ComputePool(
    "jupyter-pool",
    ComputePoolArgs(pool=names.jupyter_pool, instance_family=settings.instance_family),
    owner,
    access.create_pools,
)
