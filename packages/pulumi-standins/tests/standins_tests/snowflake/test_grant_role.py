"""Grants of roles."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.plugin import plain
from standins_tests.recording import Snowflake, target


@pytest.mark.parametrize(
    ("inputs", "end", "id_"),
    [
        ({"roleName": "R", "userName": "U"}, 'USER "U"', '"R"|USER|"U"'),
        ({"roleName": "R", "parentRoleName": "P"}, 'ROLE "P"', '"R"|ROLE|"P"'),
    ],
)
def test_role_is_granted_read_and_revoked(snowflake: Snowflake, inputs: Properties, end: str, id_: str) -> None:
    kind, grantee = end.split(" ")
    row = {"role": "R", "granted_to": kind, "grantee_name": grantee.strip('"')}
    snowflake.session.answers["SHOW GRANTS OF ROLE"] = [row]
    assert snowflake.create("grantAccountRole", inputs).id == id_
    assert plain(snowflake.read("grantAccountRole", id_).inputs) == inputs
    snowflake.delete("grantAccountRole", id_, inputs)
    assert snowflake.session.statements == [
        f'GRANT ROLE "R" TO {end}',
        'SHOW GRANTS OF ROLE "R"',
        'SHOW GRANTS OF ROLE "R"',
        f'REVOKE ROLE "R" FROM {end}',
    ]


def test_role_that_was_revoked_outside_is_removed(snowflake: Snowflake) -> None:
    snowflake.session.answers["SHOW GRANTS OF ROLE"] = [{"granted_to": "USER", "grantee_name": "OTHER"}]
    assert snowflake.read("grantAccountRole", '"R"|USER|"U"').id == ""
    snowflake.session.answers["SHOW GRANTS OF ROLE"] = 2003
    assert snowflake.read("grantAccountRole", '"R"|USER|"U"').id == ""


def test_role_grant_needs_one_grantee(snowflake: Snowflake) -> None:
    inputs = {"roleName": "R", "userName": "U", "parentRoleName": "P"}
    assert set(snowflake.provider.check(target("grantAccountRole"), inputs).failures) == {"userName"}
