"""Many services of one owner in one pool, from the stack's components; MILVUS_SPCS_BENCH_SERVICES says how many."""

import os
from pathlib import Path

import pulumi

from components import settings as configuration
from components.access import Access, AccessArgs
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Providers
from components.service import SpcsService, SpcsServiceArgs
from components.specification import Specification
from components.sql import Identifier
from components.storage import Storage, StorageArgs

PER_NODE = 30  # by the request of service.yaml, with room to spare

count = int(os.environ["MILVUS_SPCS_BENCH_SERVICES"])
settings = configuration.load()
specification = Specification.load(Path("service.yaml"), {"image"})
providers = Providers(settings.connection)
access = Access("access", AccessArgs.of(settings), providers)
owner = providers.owner(access.reachable_owner_role)
storage = Storage("storage", StorageArgs.of(settings, access), providers.sysadmin, owner)
nodes = -(-count // PER_NODE)
pool_args = ComputePoolArgs(
    pool=Identifier("BENCH_POOL"), instance_family=settings.instance_family, min_nodes=nodes, max_nodes=nodes
)
pool = ComputePool("bench", pool_args, owner, access.create_pools)
image = storage.repository_url.apply(lambda url: f"/{url.partition('/')[2]}/service:benchmark")
for number in range(count):
    args = SpcsServiceArgs(
        **SpcsServiceArgs.shared(settings, access, storage),
        service=Identifier(f"SERVICE_{number:03}"),
        pool=pool.name,
        specification=specification,
        placeholders={"image": image},
    )
    SpcsService(f"service-{number:03}", args, owner, [access.bind_endpoints, *storage.owner_grants])

pulumi.export("services", count)
