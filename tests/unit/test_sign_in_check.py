"""Whether all roles of a deployment can be signed in with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import pytest

from components.account_reader import AccountReader
from components.connection import Connection
from components.credentials import Credentials
from components.problems import Problem
from components.settings_table import JWT, OAUTH, PASSWORD, PAT, WORKLOAD_IDENTITY
from components.sign_in_check import check_sign_in
from tests.unit.fake_account import FakeAccount
from tests.unit.test_sign_in_refusals import HERE, with_

WITH_KEY = replace(HERE, credentials=Credentials(authenticator=JWT))


def check(account: FakeAccount, connection: Connection = WITH_KEY, roles: Iterable[str] = ("R",)) -> list[Problem]:
    reader = AccountReader(partial(account.open_session, connection))

    async def checked() -> list[Problem]:
        return await check_sign_in(reader, connection, roles)

    try:
        return asyncio.run(checked())
    finally:
        reader.close()


def test_sign_in_once_with_each_role() -> None:
    account = FakeAccount()
    assert check(account, roles=("R", "A", "B", "A")) == []
    assert account.signed_in[0] == "R"
    assert sorted(account.signed_in) == ["A", "B", "R"]
    assert account.asked == []


def test_name_all_roles_that_are_not_held() -> None:
    found = check(FakeAccount(held={"R", "A"}), roles=("R", "A", "B", "C"))
    assert [problem.subject for problem in found] == ["role B", "role C"]


def test_try_no_other_role_with_a_credential_that_was_refused() -> None:
    account = FakeAccount(refused=390100)
    (problem,) = check(account, with_(PASSWORD), roles=("R", "A", "B"))
    assert problem.subject == "signing in to ACME-DEV_1 as DEPLOYER"
    assert account.signed_in == ["R"]


def test_say_once_that_the_deploying_role_is_not_held() -> None:
    assert [problem.subject for problem in check(FakeAccount(held={"A"}), roles=("R", "A"))] == ["role R"]


@pytest.mark.parametrize(("authenticator", "credential"), [(PAT, "token"), (OAUTH, "token"), (PASSWORD, "password")])
def test_refuse_a_credential_that_is_restricted_to_one_role(authenticator: str, credential: str) -> None:
    (problem,) = check(FakeAccount(held={"R"}), with_(authenticator))
    assert (problem.subject, problem.value) == (f"{credential} of DEPLOYER", "restricted to R")
    assert "CREATE SERVICE needs the owner as primary role" in problem.allowed
    assert check(FakeAccount(held={"R", "PUBLIC"}), with_(authenticator)) == []


def test_refuse_a_credential_that_gives_another_role_than_asked_for() -> None:
    (problem,) = check(FakeAccount(given="R"), with_(OAUTH))
    assert problem.value == "restricted to R"


@pytest.mark.parametrize("authenticator", [JWT, WORKLOAD_IDENTITY])
def test_ask_nothing_of_credentials_that_cannot_be_restricted(authenticator: str) -> None:
    account = FakeAccount(held={"R"})
    assert check(account, with_(authenticator)) == []
    assert account.signed_in == ["R"]


def test_an_account_that_goes_away_is_no_restriction() -> None:
    account = FakeAccount(lost_after=1)
    (problem,) = check(account, with_(OAUTH))
    assert problem.subject == "account ACME-DEV_1"
