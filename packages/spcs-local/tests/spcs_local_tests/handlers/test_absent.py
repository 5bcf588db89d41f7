"""What the account has none of."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows

SHOWN = (
    *("OBJECTS", "TABLES", "VIEWS", "SEQUENCES", "COLUMNS", "PROCEDURES"),
    *("PRIMARY KEYS", "UNIQUE KEYS", "IMPORTED KEYS", "EXPORTED KEYS", "INDEXES"),
)


def test_show_has_no_row_where_there_is_such_a_place(stage: SnowflakeConnection) -> None:
    for what in SHOWN:
        for place in ("", "IN ACCOUNT", "IN DATABASE D", "IN SCHEMA D.PUBLIC", "IN D.PUBLIC"):
            assert rows(stage, f"SHOW {what} {place}") == []
    assert (
        rows(stage, "SHOW TERSE /* a client */ TABLES LIKE 'T%' IN DATABASE D STARTS WITH 'T' LIMIT 1 FROM 'A'") == []
    )
    assert error_of(stage, "SHOW TABLES IN SCHEMA D.NOWHERE")[0] == 2043


def test_keys_of_a_table_are_not_there(stage: SnowflakeConnection) -> None:
    assert error_of(stage, "SHOW PRIMARY KEYS IN TABLE D.PUBLIC.T")[0] == 2003
