"""The account's image registry: the reference server behind a front and the account's own grants."""

from spcs_local.registry.binary import open_registry
from spcs_local.registry.memory import MemoryRegistry
from spcs_local.registry.port import RegistryError, RegistryPort
from spcs_local.registry.registry import Registry
from spcs_local.registry.token import token_route

__all__ = [
    "MemoryRegistry",
    "Registry",
    "RegistryError",
    "RegistryPort",
    "open_registry",
    "token_route",
]
