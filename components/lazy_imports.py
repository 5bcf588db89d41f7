"""Imports of what takes long, by threads of their own, in runs that need it."""

from __future__ import annotations

import threading
from importlib import import_module
from types import ModuleType

_IMPORTING = threading.Lock()


def imported(name: str) -> ModuleType:
    """The module, as one thread after the other imports.

    Of two threads that wait for each other's modules, Python lets one go on with a module that is not whole yet: an
    import fails then that never fails alone.
    """
    with _IMPORTING:
        return import_module(name)
