"""Finds the registry's program and opens the registry that fits the container adapter."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from spcs_local.registry.memory import MemoryRegistry
from spcs_local.registry.port import RegistryError, RegistryPort
from spcs_local.registry.registry import Registry

VARIABLE = "SPCS_LOCAL_REGISTRY_BINARY"
_NAMES = ("docker-registry", "registry")
_OBTAIN = (
    "It is in Debian's and Ubuntu's package docker-registry, and comes from Go with"
    " `go install github.com/distribution/distribution/v3/cmd/registry@v3.0.0`; --adapter memory needs none"
)


def open_registry(*, adapter: str, home: Path, port: int, account_port: int) -> RegistryPort:
    """The registry of this run, not started yet."""
    if adapter == "memory":
        return MemoryRegistry(port)
    return Registry(binary=find_binary(), home=home, port=port, account_port=account_port)


def find_binary() -> Path:
    """The program that the environment names, or the one on PATH."""
    named = os.environ.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK) or Path(named).is_dir():
            raise RegistryError(f"{VARIABLE}={named}: expected a program, the reference image registry. {_OBTAIN}")
        return Path(named).resolve()
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return Path(found).resolve()
    raise RegistryError(
        f"image registry: no program found; {VARIABLE} is not set and PATH has none of {', '.join(_NAMES)}. {_OBTAIN}"
    )
