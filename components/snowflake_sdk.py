"""The SDK of the snowflake provider, with the part of it that the components use.

Its package imports a module for each of some two hundred types of resources, half of the time that the import takes.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module, reload
from importlib.util import find_spec, module_from_spec

PACKAGE = "pulumi_snowflake"
ARGUMENTS, OUTPUTS = "_inputs", "outputs"  # its modules with what is within arguments and outputs, of all resources
RESOURCES = (
    "AccountRole",
    "ComputePool",
    "Database",
    "ExternalAccessIntegration",
    "GrantAccountRole",
    "GrantPrivilegesToAccountRole",
    "ImageRepository",
    "NetworkRule",
    "Schema",
    "SecretWithBasicAuthentication",
    "Service",
    "StageInternal",
    "User",
    "Warehouse",
)


def import_used() -> None:
    """Make the package one that has the classes of `RESOURCES`, and all else once it is asked for. A package that was
    imported before stays as it is.

    Raises ModuleNotFoundError where it is not installed, and AttributeError where it has no such class.
    """
    if PACKAGE not in sys.modules:
        spec = find_spec(PACKAGE)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {PACKAGE!r}", name=PACKAGE)
        module = module_from_spec(spec)
        module.__dict__["__getattr__"] = _get
        sys.modules[PACKAGE] = module
    for name in RESOURCES:
        getattr(sys.modules[PACKAGE], name)


def _get(name: str) -> object:
    """A class from the module of its own name, as Pulumi calls those of resources, or from that of arguments; anything
    else from the package, as it is without this."""
    if name.startswith("_") or name == OUTPUTS:  # modules that those of resources import
        raise AttributeError(f"module {PACKAGE!r} has no attribute {name!r}", name=name)
    package = sys.modules[PACKAGE]
    own = re.sub(r"(?<=.)([A-Z])", r"_\1", name).lower()
    for module in (f"{PACKAGE}.{own}", f"{PACKAGE}.{ARGUMENTS}"):
        if name[0].isupper() and find_spec(module) and hasattr(found := import_module(module), name):
            return package.__dict__.setdefault(name, getattr(found, name))
    del package.__dict__["__getattr__"]
    return getattr(reload(package), name)
