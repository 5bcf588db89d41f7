"""Milvus and a notebook on Snowpark Container Services: the checks, then the resources of components/stack.py."""

from __future__ import annotations

import asyncio
import gc
from importlib import import_module
from types import ModuleType

import pulumi

from components import settings as configuration
from components.data_guard import DataGuard
from components.held_data import protected_holders
from components.owners import needs_of_owners
from components.preflight import begin
from components.providers import Providers
from components.service_specifications import load_specifications, problems_of_files
from components.snowflake_sdk import import_used

settings = configuration.load(of_files=problems_of_files)
specifications = load_specifications(settings.services)
keeps_data = bool(protected_holders(settings))
guards = [DataGuard(settings)] if keeps_data else []
providers = Providers(settings.connection, settings.roles, builds=settings.builds, after=guards)
if not keeps_data:  # nothing waits for it, and the providers' plugins start before its own
    DataGuard(settings)


def load_stack() -> ModuleType:
    """The resources, with their SDKs; that of images for who builds some."""
    gc.disable()  # what an SDK makes stays: to look for garbage in it meanwhile is a quarter of the time
    try:
        import_used()
        if settings.builds:
            import_module("components.images")
        return import_module("components.stack")
    finally:
        gc.freeze()
        gc.enable()


async def resources() -> pulumi.Inputs:
    """The resources' SDKs take as long to import as the engine takes to start the providers' plugins: both at once, and
    the sign-in beside them.

    No thread imports before this is called: the language host has taken the program's directory off `sys.path` by then,
    and a thread that looks for a module meanwhile passes over a directory.
    """
    preflight = begin(settings)
    needs = needs_of_owners(settings.services, specifications)
    stack, found = await asyncio.gather(asyncio.to_thread(load_stack), preflight.signed_in(needs))
    async with preflight.watching():
        outputs: pulumi.Inputs = stack.register(settings, specifications, providers, found)
    return outputs


pulumi.run(resources)
