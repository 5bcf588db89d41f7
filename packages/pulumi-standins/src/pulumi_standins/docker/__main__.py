"""python -m pulumi_standins.docker [engine's address]."""

from __future__ import annotations

import os
import sys

from pulumi_standins.docker import made_up
from pulumi_standins.docker.plugin import Builder, DockerProvider
from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.serve import serve


def _make(log: EngineLog) -> DockerProvider:
    return DockerProvider(log, _connect)


def _connect(host: str | None) -> Builder:
    if os.environ.get(made_up.VARIABLE) == "true":
        return made_up.MadeUp()
    from pulumi_standins.docker.daemon import Daemon  # heavy, and the engine starts one plugin after the other

    return Daemon(host, os.environ)


if __name__ == "__main__":
    serve(_make, sys.argv[1:])
