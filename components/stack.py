"""The resources of the stack."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.access import Access, AccessArgs
from components.egress import Egress, EgressArgs
from components.images import ServiceImage, ServiceImageArgs
from components.pools import ComputePool, ComputePoolArgs
from components.providers import Providers
from components.service import SpcsService, SpcsServiceArgs
from components.settings import Settings
from components.specification import Specification
from components.storage import Storage, StorageArgs


def register(settings: Settings, specifications: Mapping[str, Specification], providers: Providers) -> pulumi.Inputs:
    """Registers them, and returns the stack's outputs."""
    names = settings.names
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
        specification=specifications["milvus"],
        placeholders={"image": milvus_image.reference, "volume_gi": settings.milvus_volume_gi},
        protect=settings.protect,
    )
    jupyter_args = SpcsServiceArgs(
        **shared,
        service=names.jupyter_service,
        pool=jupyter_pool.name,
        specification=specifications["jupyter"],
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

    return {
        "notebookUrl": jupyter.url(settings.connection.protocol),
        "milvus": milvus.summary(milvus_image.reference),
        "jupyter": jupyter.summary(jupyter_image.reference),
        "repositoryUrl": storage.repository_url,
        "user": access.user,
        "role": access.role,
        "ownerRole": access.owner_role,
    }
