"""SHOW IMAGES of a repository."""

from __future__ import annotations

import json

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.model.ports import stored_path
from spcs_local.registry import MemoryRegistry
from spcs_local_tests.running import RunningAccount, error_of, rows, run

SHOW = "SHOW IMAGES IN IMAGE REPOSITORY D.PUBLIC.REPO"


@pytest.fixture
def pushed(account: RunningAccount, admin: SnowflakeConnection) -> SnowflakeConnection:
    """The administrator's connection, where images have been pushed."""
    run(admin, "CREATE DATABASE D", "CREATE IMAGE REPOSITORY REPO", "CREATE IMAGE REPOSITORY OTHER")
    registry = account.composition.registry
    assert isinstance(registry, MemoryRegistry)
    for path in ("repo/milvus", "repo/deep/jupyter", "other/milvus"):
        registry.add(f"d/public/{path}", "v1", f"sha256:{path}")
    return admin


def test_images_are_those_of_the_repository(pushed: SnowflakeConnection) -> None:
    assert [(row["image_name"], row["tags"], row["digest"], row["image_path"]) for row in rows(pushed, SHOW)] == [
        ("deep/jupyter", "v1", "sha256:repo/deep/jupyter", "d/public/repo/deep/jupyter:v1"),
        ("milvus", "v1", "sha256:repo/milvus", "d/public/repo/milvus:v1"),
    ]
    like = SHOW.replace("IMAGES", "IMAGES LIKE 'MIL%'")
    assert [row["image_name"] for row in rows(pushed, like)] == ["milvus"]


def test_new_repository_has_no_images_that_were_left(account: RunningAccount, pushed: SnowflakeConnection) -> None:
    registry = account.composition.registry
    assert isinstance(registry, MemoryRegistry)
    newest = max(found.id for found in account.account.model.objects.list("IMAGE REPOSITORY"))
    for repository_id in range(newest + 1, newest + 10):
        registry.add(stored_path(repository_id, "left"), "v1")
    run(pushed, "CREATE IMAGE REPOSITORY D.PUBLIC.NEWER")
    assert rows(pushed, "SHOW IMAGES IN IMAGE REPOSITORY D.PUBLIC.NEWER") == []


def test_images_are_for_who_may_read_the_repository(account: RunningAccount, pushed: SnowflakeConnection) -> None:
    run(
        pushed,
        "CREATE ROLE R",
        "GRANT ROLE R TO USER ADMIN",
        "GRANT USAGE ON DATABASE D TO ROLE R",
        "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE R",
    )
    other = account.connect(role="R")
    run(other, "USE SECONDARY ROLES NONE")
    assert error_of(other, SHOW)[0] == 2003
    run(pushed, "GRANT READ ON IMAGE REPOSITORY D.PUBLIC.REPO TO ROLE R")
    assert len(rows(other, SHOW)) == 2


def test_no_database_is_replicated(admin: SnowflakeConnection) -> None:
    assert rows(admin, "SHOW REPLICATION DATABASES") == []


def test_names_are_listed_as_json(pushed: SnowflakeConnection) -> None:
    listed = "SYSTEM$REGISTRY_LIST_IMAGES"
    [row] = rows(pushed, f"SELECT {listed}('/d/public/repo') AS images")
    assert json.loads(row["images"]) == {"images": ["deep/jupyter", "milvus"]}
    assert error_of(pushed, f"SELECT {listed}('repo')")[0] == 1008
    assert error_of(pushed, f"SELECT {listed}('/d/public/none')")[0] == 2003
