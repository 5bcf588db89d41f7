"""Milvus and a notebook on Snowpark Container Services."""

from __future__ import annotations

from pathlib import Path

import pulumi

from components import settings as configuration
from components.access import Access, AccessArgs
from components.egress import Egress, EgressArgs
from components.images import ServiceImage, ServiceImageArgs
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Providers
from components.service import SpcsService, SpcsServiceArgs
from components.specification import Specification
from components.storage import Storage, StorageArgs

settings = configuration.load()
milvus_specification = Specification.load(Path("specs/milvus.yaml"), {"image", "volume_gi"})
jupyter_specification = Specification.load(Path("specs/jupyter.yaml"), {"image", "files_stage", "milvus_host"})
names = settings.names
providers = Providers(settings.connection)

access = Access("access", AccessArgs.of(settings), providers)
owner = providers.owner(access.reachable_owner_role)
storage = Storage("storage", StorageArgs.of(settings, access), providers.sysadmin, owner)
egress = Egress("egress", EgressArgs.of(settings, access, storage), providers.accountadmin)
privileges = [access.bind_endpoints, *storage.owner_grants]

milvus_image_args = ServiceImageArgs.of(settings, storage, "milvus", {"MILVUS_IMAGE": settings.milvus_image})
jupyter_image_args = ServiceImageArgs.of(settings, storage, "jupyter", {"PYTHON_IMAGE": settings.python_image})
milvus_image = ServiceImage("milvus", milvus_image_args, providers.docker)
jupyter_image = ServiceImage("jupyter", jupyter_image_args, providers.docker)
milvus_nodes = ComputePoolArgs.of(settings, names.milvus_pool, protect=settings.protect)
jupyter_nodes = ComputePoolArgs.of(settings, names.jupyter_pool)
milvus_pool = ComputePool("milvus", milvus_nodes, owner, access.create_pools)
jupyter_pool = ComputePool("jupyter", jupyter_nodes, owner, access.create_pools)
shared = SpcsServiceArgs.shared(settings, access, storage)
milvus_args = SpcsServiceArgs(
    **shared,
    service=names.milvus_service,
    pool=milvus_pool.name,
    specification=milvus_specification,
    placeholders={"image": milvus_image.reference, "volume_gi": settings.milvus_volume_gi},
    protect=settings.protect,
)
jupyter_args = SpcsServiceArgs(
    **shared,
    service=names.jupyter_service,
    pool=jupyter_pool.name,
    specification=jupyter_specification,
    placeholders={
        "image": jupyter_image.reference,
        "files_stage": storage.files_stage_name,
        "milvus_host": names.milvus_service.host,
    },
    integrations=[egress.integration.name],
    user_role=access.role,
)
milvus = SpcsService("milvus", milvus_args, owner, privileges)
jupyter = SpcsService("jupyter", jupyter_args, owner, [*privileges, egress.usage, storage.files_stage])

pulumi.export("notebookUrl", jupyter.url(settings.connection.protocol))
pulumi.export("milvus", milvus.summary(milvus_image.reference))
pulumi.export("jupyter", jupyter.summary(jupyter_image.reference))
pulumi.export("repositoryUrl", storage.repository_url)
pulumi.export("user", access.user)
pulumi.export("role", access.role)
pulumi.export("ownerRole", access.owner_role)
