"""The guide's SQL sent through the Python connector, one statement after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from snowflake import connector

from devkit.bench import guide
from devkit.bench.workspace import Workspace

REPOSITORY = "/milvus_demo/public/milvus_repo"


def run(workspace: Workspace) -> None:
    """Sign in once and send everything."""
    write_specifications(workspace.directory)
    with _connect(workspace) as connection, connection.cursor() as cursor:
        for statement in statements(workspace.directory):
            cursor.execute(statement).fetchall()


def statements(directory: Path) -> Iterator[str]:
    """From the guide's first to the notebook's address, the specifications in `directory`."""
    uploads = guide.UPLOADS.format(directory=directory)
    for section in (guide.ROLES, guide.STORAGE, guide.POOLS, uploads, guide.SERVICES, guide.LOOKS, guide.USE):
        yield from guide.statements(section)


def write_specifications(directory: Path) -> None:
    """What a person would fill in before uploading; the guide has no secrets of Milvus."""
    values = {
        "keeper_image": f"{REPOSITORY}/keeper:benchmark",
        "volume_gi": "10",
        "metrics_seconds": "60",
        "files_stage": "FILES",
        "milvus_host": "milvus",
        "cpu_request": "500m",
        "cpu_limit": "2",
        "memory_request": "1Gi",
        "memory_limit": "8Gi",
    }
    for name in ("milvus", "jupyter"):
        text = (directory / "specs" / f"{name}.yaml").read_text(encoding="utf-8")
        for key, value in {**values, "image": f"{REPOSITORY}/{name}:benchmark"}.items():
            text = text.replace(f"${{{key}}}", value)
        text = without_secrets(text)
        (directory / f"{name}.yaml").write_text(text, encoding="utf-8")


def without_secrets(specification: str) -> str:
    """YAML whose containers get none."""
    content = yaml.safe_load(specification)
    for container in content["spec"]["containers"]:
        container.pop("secrets", None)
    return yaml.safe_dump(content, sort_keys=False)


def _connect(workspace: Workspace) -> Any:
    account = workspace.account
    return connector.connect(
        account=account.identifier,
        user=account.user,
        password=account.password,
        host="127.0.0.1",
        port=account.account_port,
        protocol="http",
        # its default would change, and says so in a warning
        enable_server_session_keep_alive_auto_detection=False,
    )
