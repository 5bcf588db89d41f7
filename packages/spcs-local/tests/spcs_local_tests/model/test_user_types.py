"""What users of a type may not have."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, refusal, run

OF_PEOPLE = ("FIRST_NAME = 'x'", "MIDDLE_NAME = 'x'", "LAST_NAME = 'x'", "MINS_TO_BYPASS_MFA = 1")
OF_PASSWORDS = ("PASSWORD = 'x'", "MUST_CHANGE_PASSWORD = TRUE")


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        *(("SERVICE", given) for given in (*OF_PEOPLE, *OF_PASSWORDS, "DISABLE_MFA = TRUE")),
        *(("LEGACY_SERVICE", given) for given in OF_PEOPLE),
    ],
)
def test_machine_has_nothing_of_a_person(admin: SnowflakeConnection, kind: str, given: str) -> None:
    sentence = f"Cannot set {given.split()[0]} on users with TYPE={kind}."
    for statement in (f"CREATE USER U {given} TYPE = {kind}", f"ALTER USER M SET {given}"):
        run(admin, f"CREATE USER IF NOT EXISTS M TYPE = {kind}")
        number, state, text = error_of(admin, statement)
        assert (number, state) == (511503, "23001")
        assert sentence in text


def test_person_and_legacy_service_have_passwords(admin: SnowflakeConnection) -> None:
    given = " ".join(OF_PASSWORDS)
    run(admin, f"CREATE USER P {given} {' '.join(OF_PEOPLE)}", f"CREATE USER L {given} TYPE = LEGACY_SERVICE")
    run(admin, "CREATE USER S TYPE = SERVICE EMAIL = 'a@b' DISPLAY_NAME = 'S' DAYS_TO_EXPIRY = 1")


def test_user_made_a_service_signs_in_by_password_no_more(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    account.connect(user="U", password="secret")
    run(admin, "ALTER USER U SET TYPE = SERVICE")
    assert "Incorrect username or password" in refusal(account, user="U", password="secret")
    run(admin, "ALTER USER U SET TYPE = LEGACY_SERVICE")
    account.connect(user="U", password="secret")
