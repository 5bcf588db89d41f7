"""CREATE, ALTER, SHOW and DROP of tags."""

from __future__ import annotations

from spcs_local_tests.running import RunningAccount, error_of, rows, run

PREPARATION = ("USE ROLE ACCOUNTADMIN", "CREATE DATABASE D", "USE SCHEMA D.PUBLIC")


def test_show_tells_what_was_created(account: RunningAccount) -> None:
    admin = account.connect()
    run(admin, *PREPARATION, "CREATE TAG COST COMMENT = 'who pays'", "ALTER TAG COST RENAME TO CENTER")
    [shown] = rows(admin, "SHOW TAGS IN SCHEMA D.PUBLIC")
    assert " ".join(shown) == (
        "created_on name database_name schema_name owner comment allowed_values owner_role_type propagate on_conflict"
    )
    assert (shown["name"], shown["comment"], shown["allowed_values"]) == ("CENTER", "who pays", None)
    run(admin, "DROP TAG CENTER")
    assert rows(admin, "SHOW TAGS IN SCHEMA D.PUBLIC") == []


def test_refuse_a_name_twice(account: RunningAccount) -> None:
    admin = account.connect()
    run(admin, *PREPARATION, "CREATE TAG COST", "CREATE TAG IF NOT EXISTS COST")
    assert error_of(admin, "CREATE TAG COST")[0] == 2002
