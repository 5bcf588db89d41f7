"""Image repositories."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows, run


def test_show_image_repository_has_its_address(admin: SnowflakeConnection, account: RunningAccount) -> None:
    run(admin, "CREATE DATABASE Milvus_Demo", "CREATE IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO")
    found = rows(admin, "SHOW IMAGE REPOSITORIES IN ACCOUNT")[0]
    assert found["repository_url"] == f"{account.account.model.registry.host}/milvus_demo/public/milvus_repo"


def test_url_is_never_that_of_another_repository(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "CREATE IMAGE REPOSITORY R", "CREATE DATABASE Q", "CREATE IMAGE REPOSITORY R")
    run(admin, 'ALTER DATABASE Q RENAME TO "d"')
    urls = [row["repository_url"].partition("/")[2] for row in rows(admin, "SHOW IMAGE REPOSITORIES IN ACCOUNT")]
    assert urls == ["d/public/r", ""]
    run(admin, 'ALTER DATABASE "d" RENAME TO E')
    urls = [row["repository_url"].partition("/")[2] for row in rows(admin, "SHOW IMAGE REPOSITORIES IN ACCOUNT")]
    assert sorted(urls) == ["d/public/r", "e/public/r"]
