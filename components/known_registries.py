"""Whose registry a host is, and what is known beside the environment of who signs in there; nothing secret.

The credential helper is started by Docker, which says no more than the host.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from components.whole_files import write_whole

FILE = "milvus-spcs.json"  # in the directory of Docker's configuration, which names the helper


def registry_host(account: str) -> str:
    """https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-registry-repository"""
    return f"{account}.registry.snowflakecomputing.com".lower().replace("_", "-")


@dataclass(frozen=True, kw_only=True)
class KnownRegistry:
    """`settings` are those of the stack, by their keys, which come before the environment's."""

    account: str
    settings: Mapping[str, str]

    def get(self, key: str) -> str | None:
        """As a source of configuration."""
        return self.settings.get(key)

    def is_secret(self, key: str) -> bool:  # noqa: ARG002 - none is here
        return False


def read(directory: Path) -> dict[str, KnownRegistry]:
    """By their hosts; none where the file is missing or is not whole."""
    try:
        content = json.loads((directory / FILE).read_text(encoding="utf-8"))
        return {str(host): KnownRegistry(**entry) for host, entry in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write(directory: Path, registries: Mapping[str, KnownRegistry]) -> None:
    """All of them; without one, no file."""
    file = directory / FILE
    if registries:
        content = {host: asdict(registry) for host, registry in registries.items()}
        write_whole(file, json.dumps(content, indent=2) + "\n")
    else:
        file.unlink(missing_ok=True)
