"""CREATE, ALTER, SHOW and DESCRIBE of secrets: what they hold comes back from none of them."""

from __future__ import annotations

import pytest

from spcs_local.model.secret_values import SecretValues
from spcs_local_tests.running import RunningAccount, error_of, rows, run

PREPARATION = ("USE ROLE ACCOUNTADMIN", "CREATE DATABASE D", "USE SCHEMA D.PUBLIC")
CREATE = "CREATE SECRET LOGIN TYPE = PASSWORD USERNAME = 'ada' PASSWORD = 'hush-1' COMMENT = 'mine'"


def test_show_and_describe_tell_no_value(account: RunningAccount) -> None:
    admin = account.connect()
    run(admin, *PREPARATION, CREATE, "CREATE SECRET WORD TYPE = GENERIC_STRING SECRET_STRING = 'hush-2'")
    shown = rows(admin, "SHOW SECRETS IN SCHEMA D.PUBLIC")
    assert " ".join(shown[0]) == (
        "created_on name schema_name database_name owner comment secret_type oauth_scopes owner_role_type"
    )
    assert [(row["name"], row["secret_type"]) for row in shown] == [("LOGIN", "PASSWORD"), ("WORD", "GENERIC_STRING")]
    [described] = rows(admin, "DESCRIBE SECRET LOGIN")
    assert (described["username"], described["comment"]) == ("ada", "mine")
    assert "hush" not in f"{shown}{described}"
    logged = account.account.model.catalog.rows("SELECT text FROM statements WHERE text LIKE '%SECRET%'")
    assert "hush" not in str([dict(row) for row in logged])


def test_alter_changes_what_it_names(account: RunningAccount) -> None:
    admin = account.connect()
    run(admin, *PREPARATION, CREATE, "ALTER SECRET LOGIN SET PASSWORD = 'hush-3' USERNAME = 'bob'")
    found = account.account.model.objects.find_path("SECRET", ("D", "PUBLIC", "LOGIN"))
    assert found is not None
    assert SecretValues(account.account.model.catalog).get(found.id) == {"USERNAME": "bob", "PASSWORD": "hush-3"}
    run(admin, "DROP SECRET LOGIN")
    assert account.account.model.catalog.rows("SELECT * FROM secret_values") == []


def test_a_comment_is_taken_away_by_null(account: RunningAccount) -> None:
    admin = account.connect()
    run(admin, *PREPARATION, CREATE, "ALTER SECRET LOGIN SET COMMENT = NULL")
    (row,) = rows(admin, "SHOW SECRETS LIKE 'LOGIN'")
    assert row["comment"] == ""


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("CREATE SECRET S TYPE = PASSWORD USERNAME = 'ada'", 2029),
        ("CREATE SECRET S TYPE = GENERIC_STRING SECRET_STRING = 'x' PASSWORD = 'y'", 1422),
        ("CREATE SECRET S TYPE = OAUTH2 OAUTH_REFRESH_TOKEN = 'x'", 990001),
        ("CREATE SECRET S TYPE = SYMMETRIC_KEY", 990001),
        ("ALTER SECRET LOGIN SET SECRET_STRING = 'x'", 1422),
    ],
)
def test_refuse_fields_of_another_type(account: RunningAccount, statement: str, number: int) -> None:
    admin = account.connect()
    run(admin, *PREPARATION, CREATE)
    assert error_of(admin, statement)[0] == number
