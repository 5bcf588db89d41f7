"""Account roles."""

from __future__ import annotations

from standins_tests.recording import Snowflake


def test_show_ignores_rows_that_like_matches_too(snowflake: Snowflake) -> None:
    snowflake.session.shows("ROLES", "MILVUSXROLE", "milvus_role")
    assert snowflake.read("accountRole", "MILVUS_ROLE", {"name": "MILVUS_ROLE"}).id == ""
