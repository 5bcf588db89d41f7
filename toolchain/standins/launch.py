"""Starts a stand-in by name: `python -P launch.py NAME ARGUMENTS`, whatever the working directory holds."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    # Not by PYTHONPATH: the programs and plugins that a stand-in starts would inherit it.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    name = sys.argv.pop(1)
    runpy.run_module(f"toolchain.standins.{name}", run_name="__main__", alter_sys=True)
