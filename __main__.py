"""Milvus and a notebook on Snowpark Container Services: the checks, then the resources of components/stack.py."""

from __future__ import annotations

import asyncio
from importlib import import_module
from pathlib import Path

import pulumi

from components import settings as configuration
from components.providers import Providers
from components.specification import Specification

settings = configuration.load()
specifications = {
    "milvus": Specification.load(Path("specs/milvus.yaml"), {"image", "volume_gi"}),
    "jupyter": Specification.load(Path("specs/jupyter.yaml"), {"image", "files_stage", "milvus_host"}),
}
providers = Providers(settings.connection)


async def resources() -> pulumi.Inputs:
    """The resources' SDKs take as long to import as the engine takes to start the providers' plugins: both at once."""
    stack = await asyncio.to_thread(import_module, "components.stack")
    outputs: pulumi.Inputs = stack.register(settings, specifications, providers)
    return outputs


pulumi.run(resources)
