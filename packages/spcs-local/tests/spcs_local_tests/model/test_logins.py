"""Login names."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.errors import SignInFailedError
from spcs_local.model.logins import by_email, by_login, enabled, login_name
from spcs_local_tests.running import RunningAccount, run


@pytest.mark.parametrize("written", ["u@example.com", "U@EXAMPLE.COM", '"u@example.com"'])
def test_login_name_stands_for_its_user(account: RunningAccount, admin: SnowflakeConnection, written: str) -> None:
    run(admin, "CREATE USER U LOGIN_NAME = 'u@Example.com' DISABLED = TRUE")
    objects = account.account.model.objects
    found = by_login(objects, written)
    assert found is not None
    assert (found.name, login_name(found), by_login(objects, "U")) == ("U", "U@EXAMPLE.COM", None)
    with pytest.raises(SignInFailedError, match="User access disabled"):
        enabled(found)


def test_address_stands_for_its_only_user(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U EMAIL = 'u@Example.com'")
    objects = account.account.model.objects
    found = by_email(objects, "U@example.com")
    assert found is not None
    assert (found.name, by_email(objects, "u")) == ("U", None)
    run(admin, "CREATE USER V EMAIL = 'u@example.com'")
    assert by_email(objects, "u@example.com") is None
