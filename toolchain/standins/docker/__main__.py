"""python -m toolchain.standins.docker [engine's address]."""

from __future__ import annotations

import os
import sys

from toolchain.standins.docker.daemon import Daemon
from toolchain.standins.docker.plugin import DockerProvider
from toolchain.standins.provider.engine_log import EngineLog
from toolchain.standins.provider.serve import serve


def _make(log: EngineLog) -> DockerProvider:
    return DockerProvider(log, lambda host: Daemon(host, os.environ))


if __name__ == "__main__":
    sys.exit(serve(_make, sys.argv[1:]))
