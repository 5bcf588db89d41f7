"""Another Pulumi program, made of the components: names, sizes and images of its own, and no configuration but the
account's."""

from __future__ import annotations

from pathlib import Path

import pulumi

from components.access import Access, AccessArgs
from components.connection import load_connection
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Providers
from components.secret import Secret
from components.service import SpcsService, SpcsServiceArgs
from components.service_definitions import PoolSettings
from components.settings import AccessSettings, StorageSettings, WarehouseSettings
from components.specification import Specification
from components.sql import Identifier
from components.storage import Storage, StorageArgs

connection = load_connection()
providers = Providers(connection, builds=False)

access_settings = AccessSettings(
    role=Identifier("READERS"),
    owners={"hello": Identifier("OWNERS")},
    user=Identifier("READER"),
    user_password=Secret("kept elsewhere"),
)
access = Access(
    "access",
    AccessArgs(
        settings=access_settings,
        deploying_role=connection.role,
        binding=["hello"],
        users=providers.users,
        grants=providers.grants,
        account=providers.account,
        account_role=connection.role,
    ),
)
owner = providers.owner("hello", access.reachable["hello"])

storage_settings = StorageSettings(
    warehouse=WarehouseSettings(name=Identifier("WH"), size="SMALL", auto_suspend=60),
    database=Identifier("APPS"),
    schema=Identifier("WEB"),
    repository=Identifier("IMAGES"),
    spec_stage=Identifier("SPECS"),
    data_stage=Identifier("DATA"),
    files_stage=Identifier("FILES"),
)
storage = Storage(
    "storage",
    StorageArgs(
        settings=storage_settings, role=access.role, owner_roles=access.owner_roles, provider=providers.storage
    ),
)

pool_settings = PoolSettings(name=Identifier("SMALL_POOL"), instance_family="CPU_X64_XS", max_nodes=2)
pool = ComputePool(
    "small", ComputePoolArgs(settings=pool_settings, owner_roles=access.owner_roles, provider=providers.account)
)

hello = SpcsService(
    "hello",
    SpcsServiceArgs(
        service=Identifier("HELLO"),
        database=storage.database,
        schema=storage.schema,
        pool=pool.name,
        warehouse=storage.warehouse,
        specification=Specification.load(Path(__file__).with_name("hello.yaml"), needed={"image"}),
        placeholders={"image": "/apps/web/images/hello:1.0"},
        storage_role=connection.role,
        owner=owner,
        role=access.reachable["hello"],
        may_enter={"readers": access.role},
        needs=[access.bind_endpoints["hello"], *storage.owner_grants["hello"], pool.usage["hello"]],
        timeout=300,
    ),
)
pulumi.export("helloUrl", hello.url(connection.protocol))
