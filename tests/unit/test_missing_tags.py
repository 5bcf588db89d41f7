"""Tags that are not there, or that a role may not set, are said before a run."""

from __future__ import annotations

import asyncio
from contextlib import closing
from functools import partial

import pytest

from components import session
from components.account_reader import AccountReader
from components.missing_tags import problems_of_tags
from tests.unit.configuration import loaded
from tests.unit.existing_account import ExistingAccount, granted
from tests.unit.fake_account import grant

TAGS = '{"GOV.TAGS.COST": "42"}'
ON_TAG = "TAG GOV.TAGS.COST"


def problems(**changes: str) -> list[str]:
    settings = loaded(**changes)
    with closing(AccountReader(partial(session.open_session, settings.connection))) as reader:
        return [str(problem) for problem in asyncio.run(problems_of_tags(settings, reader))]


def test_nothing_is_asked_without_tags(account: ExistingAccount) -> None:
    assert problems() == []
    assert account.asked == []


def test_a_tag_that_may_be_set(account: ExistingAccount) -> None:
    account.there.add("COST")
    for rows in ([granted("APPLY", "DEPLOYER_ROLE")], [granted("OWNERSHIP", "DEPLOYER_ROLE")]):
        account.on[ON_TAG] = rows
        assert problems(tags=TAGS) == []


def test_any_tag_may_be_set_by_who_has_it_on_the_account(account: ExistingAccount) -> None:
    account.there.add("COST")
    account.on[ON_TAG] = []
    account.grants.append(grant("APPLY TAG", "DEPLOYER_ROLE"))
    assert problems(tags=TAGS) == []


def test_one_that_is_not_there(account: ExistingAccount) -> None:
    assert account.there == set()
    (problem,) = problems(tags=TAGS)
    assert problem.startswith("tag GOV.TAGS.COST is not there, or not to be seen by DEPLOYER_ROLE; allowed: one that")
    assert problem.endswith(
        "let an administrator run GRANT USAGE ON DATABASE GOV TO ROLE DEPLOYER_ROLE; GRANT USAGE ON SCHEMA GOV.TAGS"
        " TO ROLE DEPLOYER_ROLE; GRANT APPLY ON TAG GOV.TAGS.COST TO ROLE DEPLOYER_ROLE."
    )


@pytest.mark.parametrize("roles", [None, '{"users": "CARETAKER"}'])
def test_each_role_that_makes_something_needs_it(account: ExistingAccount, roles: str | None) -> None:
    account.there.add("COST")
    account.on[ON_TAG] = [granted("READ", "DEPLOYER_ROLE")]
    found = problems(tags=TAGS, **({"roles": roles} if roles else {}))
    assert [it.partition(";")[0] for it in found] == [
        f"role {role} is without APPLY on tag GOV.TAGS.COST"
        for role in ("DEPLOYER_ROLE", *(["CARETAKER"] if roles else []))
    ]
    assert all("allowed: one that has it, or APPLY TAG on the account" in it for it in found)
