"""Many services of one owner in one pool, from the stack's components; MILVUS_SPCS_BENCH_SERVICES says how many."""

import os
from pathlib import Path

import pulumi

from components import settings as configuration
from components.access import Access, AccessArgs
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Providers
from components.service import SpcsService, SpcsServiceArgs
from components.service_definitions import PoolSettings
from components.specification import Specification
from components.sql import Identifier
from components.storage import Storage, StorageArgs

PER_NODE = 30  # by the request of service.yaml, with room to spare

count = int(os.environ["MILVUS_SPCS_BENCH_SERVICES"])
settings = configuration.load()
specification = Specification.load(Path("service.yaml"), {"image"})
providers = Providers(settings.connection, settings.roles, builds=False)
OWNER = "milvus"
access_args = AccessArgs(
    settings=settings.access,
    deploying_role=settings.connection.role,
    binding=(),
    users=providers.users,
    grants=providers.grants,
    account=providers.account,
    account_role=settings.roles.account,
)
access = Access("access", access_args)
owner = providers.owner(OWNER, access.reachable[OWNER])
owner_roles = {OWNER: access.owner_roles[OWNER]}
storage_args = StorageArgs(
    settings=settings.storage,
    role=access.role,
    owner_roles=owner_roles,
    provider=providers.storage,
)
storage = Storage("storage", storage_args)
nodes = -(-count // PER_NODE)
family = settings.pools["milvus"].instance_family
pool_settings = PoolSettings(name=Identifier("BENCH_POOL"), instance_family=family, min_nodes=nodes, max_nodes=nodes)
pool_args = ComputePoolArgs(settings=pool_settings, owner_roles=owner_roles, provider=providers.account)
pool = ComputePool("bench", pool_args)
image = storage.repository_url.apply(lambda url: f"/{url.partition('/')[2]}/service:benchmark")
for number in range(count):
    service_args = SpcsServiceArgs(
        service=Identifier(f"SERVICE_{number:03}"),
        database=storage.database,
        schema=storage.schema,
        pool=pool.name,
        warehouse=storage.warehouse,
        specification=specification,
        placeholders={"image": image},
        storage_role=settings.roles.storage,
        owner=owner,
        role=access.reachable[OWNER],
        needs=[pool.usage[OWNER], *storage.owner_grants[OWNER]],
        timeout=settings.services["milvus"].timeout,
    )
    SpcsService(f"service-{number:03}", service_args)

pulumi.export("services", count)
