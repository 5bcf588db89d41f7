"""What was there before is looked up: all that is wrong in one message, and no more asked than needed."""

from __future__ import annotations

import asyncio
from contextlib import closing
from functools import partial
from typing import Any

import pulumi
import pytest

from components import session
from components.account_reader import AccountReader
from components.comments import stack_comment
from components.existing_lookup import look_up
from components.existing_objects import Found
from components.owners import needs_of_owners
from components.problems import Problem
from components.service_specifications import load_specifications
from devkit.bench.workspace import named_images
from tests.unit.configuration import EVERYTHING_EXISTS, existing, loaded
from tests.unit.existing_account import STATE, ExistingAccount, granted

EVERYTHING = {
    *("ANALYSTS", "SERVICES_OWNER", "NOTEBOOKS_OWNER", "THIRD_OWNER", "VISITOR", "WORK", "HUB"),
    *("ANALYTICS", "APPS", "IMAGES", "BIG", "SMALL", "THIRD"),
}


@pytest.fixture(autouse=True)
def _everything_is_there(account: ExistingAccount) -> None:
    account.add(EVERYTHING)


def looked_up(**changes: Any) -> tuple[Found, list[Problem]]:
    settings = loaded(**changes)
    needs = needs_of_owners(settings.services, load_specifications(settings.services))
    with closing(AccountReader(partial(session.open_session, settings.connection))) as reader:
        return asyncio.run(look_up(settings, needs, reader))


def found(**changes: Any) -> Found:
    """Nothing is wrong."""
    it, wrong = looked_up(**changes)
    assert wrong == []
    return it


def problems(**changes: Any) -> dict[str, str]:
    """By subject; without what a test gives, everything was there before."""
    wrong = looked_up(**(changes or EVERYTHING_EXISTS))[1]
    assert wrong
    return {problem.subject: str(problem) for problem in wrong}


def test_ask_nothing_where_nothing_was_there_before(account: ExistingAccount) -> None:
    assert found() == Found()
    assert account.asked == []


def test_find_all_of_it_and_where_images_go() -> None:
    assert found(**EVERYTHING_EXISTS) == Found(str(STATE["repository_url"]))
    assert found(database=existing("ANALYTICS")).repository_url is None


def test_ask_for_each_object_and_its_grants_once(account: ExistingAccount) -> None:
    found(**EVERYTHING_EXISTS)
    statements = [statement for _, statement in account.asked]
    assert len(statements) == len(set(statements)) == 13 + 8 + 2


def test_say_of_everything_at_once_that_it_is_not_there(account: ExistingAccount) -> None:
    account.there.clear()
    said = problems()
    assert set(said) == {
        *("role ANALYSTS", "role SERVICES_OWNER", "role NOTEBOOKS_OWNER", "role THIRD_OWNER", "user VISITOR"),
        *("warehouse WORK", "database ANALYTICS", "schema ANALYTICS.APPS", "integration HUB"),
        "image repository ANALYTICS.APPS.IMAGES",
        *("compute pool BIG", "compute pool SMALL", "compute pool THIRD"),
    }
    assert (
        "GRANT USAGE ON COMPUTE POOL BIG TO ROLE DEPLOYER_ROLE; "
        "GRANT USAGE, MONITOR, OPERATE ON COMPUTE POOL BIG TO ROLE SERVICES_OWNER."
    ) in said["compute pool BIG"]
    assert (
        "GRANT WRITE ON IMAGE REPOSITORY ANALYTICS.APPS.IMAGES TO ROLE DEPLOYER_ROLE; GRANT READ ON"
        in said["image repository ANALYTICS.APPS.IMAGES"]
    )
    assert "GRANT" not in said["user VISITOR"]


def test_say_how_a_repository_is_seen_that_nothing_is_pushed_to(account: ExistingAccount) -> None:
    account.there.remove("IMAGES")
    given = named_images("analytics/apps/images", "1")
    said = problems(**{**EVERYTHING_EXISTS, "services": given})["image repository ANALYTICS.APPS.IMAGES"]
    assert "GRANT READ ON IMAGE REPOSITORY ANALYTICS.APPS.IMAGES TO ROLE DEPLOYER_ROLE; " in said


def test_say_what_cannot_be_used_beside_what_is_not_there(account: ExistingAccount) -> None:
    account.there.remove("HUB")
    account.states |= {"VISITOR": {"disabled": "true"}, "ANALYTICS": {"kind": "IMPORTED DATABASE"}}
    assert set(problems()) == {"integration HUB", "user VISITOR", "database ANALYTICS"}


def test_what_the_stack_made_itself_would_be_dropped(account: ExistingAccount) -> None:
    account.states["WORK"] = {"comment": stack_comment()}
    said = problems(warehouse=existing("WORK"))
    assert "is made by this stack, as its comment says; allowed: one that others made" in said["warehouse WORK"]
    account.states["WORK"] = {"comment": "Pulumi stack acme/other/dev"}
    assert found(warehouse=existing("WORK")) == Found()


def test_say_which_rights_are_lacking(account: ExistingAccount) -> None:
    account.on |= {"WAREHOUSE WORK": [granted("USAGE", "SERVICES_OWNER"), granted("USAGE", "THIRD_OWNER")]}
    said = problems()
    assert list(said) == ["role NOTEBOOKS_OWNER"]
    assert "GRANT USAGE ON WAREHOUSE WORK TO ROLE NOTEBOOKS_OWNER" in said["role NOTEBOOKS_OWNER"]


def test_look_into_the_sessions_of_those_that_make_and_the_grants_of_those_that_are_there(
    account: ExistingAccount,
) -> None:
    account.on |= {"WAREHOUSE WORK": [granted("USAGE", "ELSEWHERE")]}
    changes = {"warehouse": existing("WORK"), "ownerRole": existing("SERVICES_OWNER")}
    assert set(problems(**changes)) == {"role SERVICES_OWNER", "role DEPLOYER_ROLE"}
    looked = [statement for _, statement in account.asked if "WAREHOUSE" not in statement]
    assert "SELECT IS_ROLE_IN_SESSION('ACCOUNTADMIN') AS R0, IS_ROLE_IN_SESSION('SECURITYADMIN') AS R1" in looked
    assert 'SHOW GRANTS TO ROLE "SERVICES_OWNER"' in looked


def test_an_owner_that_cannot_be_taken_is_refused(account: ExistingAccount) -> None:
    account.held = {"DEPLOYER_ROLE", "NOTEBOOKS_OWNER", "THIRD_OWNER"}
    said = problems()["role SERVICES_OWNER"]
    assert "is not granted to DEPLOYER; allowed: a role that who deploys has already" in said
    assert "GRANT ROLE SERVICES_OWNER TO ROLE DEPLOYER_ROLE" in said


def test_a_user_and_a_role_that_are_there_belong_together_already(account: ExistingAccount) -> None:
    account.members = ["SOMEBODY"]
    assert "GRANT ROLE ANALYSTS TO USER VISITOR" in problems()["user VISITOR"]
    assert found(role=existing("ANALYSTS")) == Found()


def test_what_the_account_does_not_tell_stands_in_nobodys_way(
    account: ExistingAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    account.untold = ("SHOW GRANTS",)
    assert found(warehouse=existing("WORK")) == Found()
    assert set(warned) == {"not checked before the run: no right"}
