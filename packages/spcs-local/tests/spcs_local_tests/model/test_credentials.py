"""Passwords, as they are kept."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, run


def test_password_is_kept_as_a_hash(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'p4ssw0rd-of-u'", "ALTER USER U SET PASSWORD = $$p4ssw0rd-again$$")
    account.account.model.catalog.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    content = b"".join(path.read_bytes() for path in account.home.glob("account.sqlite*"))
    assert b"p4ssw0rd" not in content
    assert b"CREATE USER U PASSWORD = '********'" in content


def test_guessing_takes_long(hash_cost: dict[str, int]) -> None:
    assert hash_cost == {"n": 2**14, "r": 8, "p": 1}  # 16 MB, and about 50 ms on one core
