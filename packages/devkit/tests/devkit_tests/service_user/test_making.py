"""The service user in an account: made once, mended where something is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from devkit.service_user.making import ROLE, USER, Site, accepted, make


@pytest.fixture
def cursor(site: Site) -> Iterator[Any]:
    """The administrator's."""
    with closing(site.signed_in()) as connection, closing(connection.cursor()) as found:
        yield found


def test_the_key_is_accepted(site: Site) -> None:
    made = make(site, None)

    assert (made.user, made.role) == (USER, ROLE)
    assert accepted(site, made)


def test_the_key_is_all_that_the_user_has(site: Site, cursor: Any) -> None:
    make(site, None)

    assert cursor.execute(f"SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER {USER}").fetchall() == []


def test_the_user_holds_the_deploying_role_and_that_holds_no_other(site: Site, cursor: Any) -> None:
    make(site, None)

    assert granted(cursor, f"TO USER {USER}", "ROLE") == {ROLE}
    assert granted(cursor, f"TO ROLE {ROLE}", "ROLE") == set()


def test_the_administrator_may_take_the_deploying_role(site: Site) -> None:
    make(site, None)
    administrator = {"user": site.variables["SNOWFLAKE_USER"], "password": site.variables["SNOWFLAKE_PASSWORD"]}

    site.signed_in(role=ROLE, **administrator).close()


def granted(cursor: Any, to: str, kind: str) -> set[str]:
    """Names of what somebody was granted."""
    rows = cursor.execute(f"SHOW GRANTS {to}").fetchall()
    names = [column.name for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return {row["name"] for row in found if row["granted_on"] == kind}


@pytest.mark.parametrize(
    "harm",
    [
        f"DROP USER {USER}",
        f"DROP ROLE {ROLE}",
        f"ALTER USER {USER} UNSET RSA_PUBLIC_KEY",
        f"REVOKE ROLE {ROLE} FROM USER {USER}",
    ],
)
def test_what_is_lost_in_the_account_is_mended_with_the_same_key(site: Site, cursor: Any, harm: str) -> None:
    made = make(site, None)
    cursor.execute(harm)
    assert not accepted(site, made)

    mended = make(site, made)
    assert accepted(site, mended)
    assert mended.private_key == made.private_key


@pytest.mark.parametrize("lost", ["file", "key"])
def test_what_is_lost_of_the_file_is_mended_and_the_key_before_still_signs_in(site: Site, lost: str) -> None:
    made = make(site, None)
    left = {"file": None, "key": replace(made, private_key="no key")}[lost]
    assert left is None or not accepted(site, left)

    mended = make(site, left)
    assert accepted(site, mended)
    assert mended.private_key != made.private_key
    assert accepted(site, made)
