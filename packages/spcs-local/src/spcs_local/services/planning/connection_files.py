"""The connections.toml of containers that ask for one: `mountConnectionConfig` in `sessionTokenConfig`.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

import json
from collections.abc import Container as Ids
from pathlib import Path

from spcs_local.model.objects import StoredObject
from spcs_local.services.planning import token_files
from spcs_local.services.planning.service_directories import ServiceDirectories, write_file
from spcs_local.settings import Settings
from spcs_local.specification import Container

TARGET = "/snowflake/connection"  # SNOWFLAKE_HOME; no page names the directory
_MODE = "0644"


class ConnectionFiles:
    """One directory for each container that has the file."""

    def __init__(self, root: Path) -> None:
        self._directories = ServiceDirectories(root)

    def directory(self, settings: Settings, service: StoredObject, container: Container) -> Path:
        """What is mounted; the file's mode is the token's."""
        directory = self._directories.of(service.id, container.name)
        token = container.session_token_config
        values = {
            "account": settings.locator,
            "host": settings.host,
            "authenticator": "oauth",
            "token_file_path": f"{token.path or token_files.TARGET}/token",
            "database": service.database or "",
            "schema": service.schema or "",
        }
        lines = [f"{name} = {json.dumps(value)}\n" for name, value in values.items()]
        write_file(directory / "connections.toml", "[default]\n" + "".join(lines), int(token.permission or _MODE, 8))
        return directory

    def keep(self, service_ids: Ids[int]) -> None:
        """Take away the files of services that are gone."""
        self._directories.keep(service_ids)
