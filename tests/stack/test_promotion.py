"""Images go from one repository to another as they are: crane, and the registry of a local account."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import snowflake.connector

from components.promote import BuiltImage, PromotionError
from devkit import crane, registry_binary
from devkit.context import Context
from spcs_local import composition
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.testing import LocalAccount

KEPT = {"enable_server_session_keep_alive_auto_detection": False}


@pytest.fixture
def account(toolchain_context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAccount]:
    """With a registry, which the administrator is signed in to; no container runs."""
    monkeypatch.setattr(composition, "open_containers", lambda _settings: MemoryContainers())
    monkeypatch.setenv("SPCS_LOCAL_REGISTRY_BINARY", str(registry_binary.ensure(toolchain_context)))
    command = crane.COMMAND.ensure(toolchain_context)
    monkeypatch.setenv("PATH", os.pathsep.join([str(command.parent), os.environ["PATH"]]))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    with LocalAccount(tmp_path / "account", adapter="docker", openServices=True) as found:
        who = base64.b64encode(f"{found.user}:{found.password}".encode()).decode()
        (tmp_path / "config.json").write_text(json.dumps({"auths": {found.registry_host: {"auth": who}}}))
        told(found, "CREATE DATABASE D", "CREATE IMAGE REPOSITORY D.PUBLIC.A", "CREATE IMAGE REPOSITORY D.PUBLIC.B")
        yield found


def told(account: LocalAccount, *statements: str) -> list[tuple[str, ...]]:
    """The rows of the last one."""
    with (
        closing(snowflake.connector.connect(**account.connection, **KEPT)) as connection,
        closing(connection.cursor()) as cursor,
    ):
        for statement in ("USE ROLE ACCOUNTADMIN", *statements):
            cursor.execute(statement)
        return list(cursor.fetchall())


def pushed(image: str, content: str, directory: Path) -> str:
    """An image of one file, under that name; its digest."""
    (directory / "file").write_text(content)
    with tarfile.open(directory / "layer.tar", "w") as layer:
        layer.add(directory / "file", "file")
    command = ["crane", "append", "--new_layer", str(directory / "layer.tar"), "--new_tag", image]
    subprocess.run(command, check=True, capture_output=True)
    return subprocess.run(["crane", "digest", image], check=True, capture_output=True, text=True).stdout.strip()


def test_an_image_arrives_as_it_is_and_a_tag_stays_what_it_is(account: LocalAccount, tmp_path: Path) -> None:
    first, second = (f"{account.registry_host}/d/public/{name}" for name in "ab")
    image = BuiltImage.of(f"{first}/milvus:t1", pushed(f"{first}/milvus:t1", "one", tmp_path))
    assert image.copy_to(second) == f"{second}/milvus:t1 was copied"
    assert image.copy_to(second) == f"{second}/milvus:t1 is there"
    assert [row[1:4] for row in told(account, "SHOW IMAGES IN IMAGE REPOSITORY D.PUBLIC.B")] == [
        ("milvus", "t1", image.digest)
    ]

    other = BuiltImage.of(f"{first}/milvus:t1", pushed(f"{first}/milvus:t1", "two", tmp_path))
    with pytest.raises(PromotionError, match=f"milvus:t1 is {image.digest}, another image of the same files"):
        other.copy_to(second)
