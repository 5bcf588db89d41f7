"""On what the figures were taken, without the machine's name."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from devkit import plugins, versions
from devkit.paths import Paths


def describe() -> dict[str, Any]:
    """Cores, memory, versions, how busy it is, and whether the plugins are the real ones."""
    paths = Paths.of_clone()
    wanted = versions.read(paths.requirements).plugins
    found = {name: plugins.find(paths, name, version) for name, version in wanted.items()}
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "plugins": {
            name: None if plugin is None else "stand-in" if plugin.stand_in else "real"
            for name, plugin in found.items()
        },
    }


def load() -> float:
    """Processes that wanted a core, over the last minute."""
    return float(Path("/proc/loadavg").read_text(encoding="ascii").split()[0])
