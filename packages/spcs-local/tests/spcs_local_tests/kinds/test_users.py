"""Users: what SHOW tells of them, and what goes with them."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.bare_http import post, sign_in
from spcs_local_tests.running import RunningAccount, rows, run


def test_show_user_tells_defaults(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER milvus_user PASSWORD='x' DEFAULT_ROLE = MILVUS_ROLE DEFAULT_SECONDARY_ROLES = ('ALL')")
    user = rows(admin, "SHOW USERS LIKE 'MILVUS_USER'")[0]
    described = {row["property"]: row["value"] for row in rows(admin, "DESCRIBE USER MILVUS_USER")}
    assert (user["default_role"], user["default_secondary_roles"], user["has_password"]) == (
        "MILVUS_ROLE",
        '["ALL"]',
        "true",
    )
    assert (described["DEFAULT_ROLE"], described["PASSWORD"]) == ("MILVUS_ROLE", "********")


def test_drop_user_ends_its_sessions(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    token = sign_in(account, LOGIN_NAME="U", PASSWORD="secret")["data"]["token"]
    run(admin, "DROP USER U")
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, token)
    assert answer["code"] == "390111"
