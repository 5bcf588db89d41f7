"""The account's image registry: the reference server behind the account's own grants."""

from local.registry.binary import open_registry
from local.registry.memory import MemoryRegistry
from local.registry.port import Image, RegistryError, RegistryPort
from local.registry.registry import Registry
from local.registry.token import token_route

__all__ = [
    "Image",
    "MemoryRegistry",
    "Registry",
    "RegistryError",
    "RegistryPort",
    "open_registry",
    "token_route",
]
