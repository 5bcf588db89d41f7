"""Privileges on the account, and which roles a role inherits."""

from __future__ import annotations

from components.account_privileges import Privilege, account_grants, holders, inherited
from tests.unit.fake_account import FakeAccount, grant
from tests.unit.test_sign_in_refusals import HERE

BIND = Privilege("BIND SERVICE ENDPOINT", passed_on=True)


def test_find_who_holds_a_privilege() -> None:
    grants = [grant("CREATE USER", "A"), grant("CREATE ROLE", "B"), grant("CREATE USER", "C", option=True)]
    assert holders(grants, Privilege("CREATE USER")) == {"A", "C", "USERADMIN", "SECURITYADMIN", "ACCOUNTADMIN"}


def test_holding_it_is_not_enough_to_pass_it_on() -> None:
    grants = [grant(BIND.name, "A"), grant(BIND.name, "B", option=True)]
    assert holders(grants, BIND) == {"B", "ACCOUNTADMIN"}
    assert str(BIND) == "BIND SERVICE ENDPOINT with grant option"


def test_ask_for_all_grants_and_all_roles_in_one_statement_each() -> None:
    account = FakeAccount(inherits={"R": {"A", "C"}}, grants=[grant("CREATE ROLE", "A")])
    with account.open_session(HERE, "R") as session:
        assert account_grants(session) == account.grants
        assert inherited(session, {"C", "B", "A", "R"}) == {"A", "C", "R"}
    assert [statement for _, statement in account.asked] == [
        "SHOW GRANTS ON ACCOUNT",
        "USE SECONDARY ROLES NONE",
        "SELECT IS_ROLE_IN_SESSION('A') AS R0, IS_ROLE_IN_SESSION('B') AS R1, IS_ROLE_IN_SESSION('C') AS R2, "
        "IS_ROLE_IN_SESSION('R') AS R3",
    ]
