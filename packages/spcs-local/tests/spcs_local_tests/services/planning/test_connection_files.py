"""The connections.toml that containers ask for."""

from __future__ import annotations

import tomllib
from pathlib import Path

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount
from spcs_local_tests.services.world import containers_of, create, running, settle

SPEC = """
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      sessionTokenConfig: {path: /app/session, permission: "0600", mountConnectionConfig: true}
    - {name: other, image: "/demo/app/repo/image:1"}
"""


def test_connection_names_the_account_and_the_token(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=SPEC)
    settle(world)
    port = containers_of(world)
    spec = port.specs[running(port)]
    [mount] = [mount for mount in spec.mounts if mount.target == spec.environment["SNOWFLAKE_HOME"]]
    file = Path(mount.source) / "connections.toml"
    assert (mount.read_only, file.stat().st_mode & 0o777) == (True, 0o600)
    assert tomllib.loads(file.read_text())["default"] == {
        "account": world.settings.locator,
        "host": world.settings.host,
        "authenticator": "oauth",
        "token_file_path": "/app/session/token",
        "database": "DEMO",
        "schema": "APP",
    }
    assert "SNOWFLAKE_HOME" not in port.specs[running(port, "other")].environment
