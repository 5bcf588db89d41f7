"""Starts a stand-in by name: `python -P launch.py NAME ARGUMENTS`, whatever the working directory holds."""

import gc
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def without_sdk() -> None:
    """Make the engine's messages importable without the SDK around them: that takes most of a plugin's start."""
    for name in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto"):
        found, package = find_spec(name), ModuleType(name)
        if found is None:  # the import of the messages will say so
            return
        package.__path__ = list(found.submodule_search_locations or ())
        sys.modules[name] = package


if __name__ == "__main__":
    # Not by PYTHONPATH: the programs and plugins that a stand-in starts would inherit it.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    # as many objects as a plugin makes and keeps: with Python's 700 a tenth of its start goes into looking at them
    gc.set_threshold(50_000)
    without_sdk()
    name = sys.argv.pop(1)
    runpy.run_module(f"pulumi_standins.{name}", run_name="__main__", alter_sys=True)
