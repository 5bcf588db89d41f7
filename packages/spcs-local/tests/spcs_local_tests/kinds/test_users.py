"""Users: what SHOW tells of them, and what goes with them."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.bare_http import post, sign_in
from spcs_local_tests.running import RunningAccount, error_of, names, rows, run

NEW = "CREATE USER V TYPE = PERSON RSA_PUBLIC_KEY"


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


def test_public_key_that_is_none_is_refused_when_it_is_set(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U")
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505 - to be refused
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    keys = [
        base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
        for key in (small, curve)
    ]
    refused = "SQL execution error:\nNew public key rejected by current policy. Reason: 'Invalid Public key'"
    for key in ("MIIBI...AB", "x", "ssh-rsa AAAA", *keys):
        for statement in ("ALTER USER U SET RSA_PUBLIC_KEY", "ALTER USER U SET RSA_PUBLIC_KEY_2", NEW):
            number, state, text = error_of(admin, f"{statement} = '{key}'")
            assert (number, state, refused in text) == (990003, "22023", True)
    run(admin, "ALTER USER U SET RSA_PUBLIC_KEY = ''", "ALTER USER U UNSET RSA_PUBLIC_KEY_2")


def test_login_name_is_of_one_user(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER ONE LOGIN_NAME = 'first'", "CREATE USER TWO")
    for statement in (
        "CREATE USER THREE LOGIN_NAME = 'First'",
        "CREATE USER FIRST",
        "ALTER USER TWO SET LOGIN_NAME = 'FIRST'",
        "ALTER USER TWO RENAME TO FIRST",
        "CREATE OR REPLACE USER TWO LOGIN_NAME = 'first'",
    ):
        assert error_of(admin, statement)[:2] == (2002, "42710"), statement
    run(admin, "ALTER USER ONE SET LOGIN_NAME = 'FIRST'", "CREATE OR REPLACE USER ONE LOGIN_NAME = 'first'")
    run(admin, "ALTER USER ONE UNSET LOGIN_NAME", "ALTER USER TWO SET LOGIN_NAME = 'FIRST'")
    assert names(admin, "SHOW USERS LIKE 'T%'") == ["TWO"]
