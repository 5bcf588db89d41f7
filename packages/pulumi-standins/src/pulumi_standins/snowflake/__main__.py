"""python -m pulumi_standins.snowflake [engine's address]."""

from __future__ import annotations

import os
import sys

from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.serve import serve
from pulumi_standins.snowflake.plugin import SnowflakeProvider
from pulumi_standins.snowflake.session import ConnectorSession


def _make(log: EngineLog) -> SnowflakeProvider:
    return SnowflakeProvider(
        os.environ, lambda configuration: ConnectorSession(configuration, lambda message: log.warning("", message))
    )


if __name__ == "__main__":
    serve(_make, sys.argv[1:])
