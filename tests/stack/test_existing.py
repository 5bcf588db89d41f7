"""What was there before is used, and is afterwards as it was: every property, every grant.

One account, whose services are said to run. What a refusal tells an administrator to run is run, and is enough.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from components import settings
from components.account_reader import AccountReader
from components.existing_lookup import look_up
from components.existing_rights import Right, needed_rights
from components.missing_rights import statement
from components.owners import OwnerNeeds, needs_of_owners
from components.problems import AccountError
from components.service_specifications import load_specifications
from components.session import open_session
from components.settings import Settings
from devkit.bench.workspace import Workspace, named_images, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import Site
from tests.stack.inventory import Inventory, differences, inventory
from tests.unit.configuration import FixedSource
from tests.unit.recording import ROOT, SECRET_KEYS, STACK, defaults

UP = ("up", "--yes", "--skip-preview")
DEPLOYER = "MILVUS_DEPLOYER_ROLE"
MADE_BEFORE = (
    *(f"CREATE ROLE {name}" for name in ("ANALYSTS", "TEAM", "SERVICES_OWNER", "NOTEBOOKS_OWNER")),
    "CREATE USER VISITOR PASSWORD = 'Not-2-be-changed' DEFAULT_ROLE = 'TEAM' COMMENT = 'comes every day'",
    "GRANT ROLE TEAM TO USER VISITOR",
    "CREATE WAREHOUSE WORK WAREHOUSE_SIZE = SMALL AUTO_SUSPEND = 45 COMMENT = 'of all'",
    "CREATE DATABASE ANALYTICS COMMENT = 'of all'",
    "CREATE SCHEMA ANALYTICS.APPS COMMENT = 'of all'",
    "CREATE STAGE ANALYTICS.APPS.THEIRS",
    "CREATE IMAGE REPOSITORY ANALYTICS.APPS.IMAGES",
    "CREATE NETWORK RULE ANALYTICS.APPS.HUBS TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('example.org:443')",
    "CREATE EXTERNAL ACCESS INTEGRATION HUB ALLOWED_NETWORK_RULES = (ANALYTICS.APPS.HUBS) ENABLED = TRUE",
    *(f"CREATE COMPUTE POOL {it} MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S" for it in ("BIG", "SMALL")),
    # what others have there stays theirs
    "GRANT USAGE ON DATABASE ANALYTICS TO ROLE TEAM WITH GRANT OPTION",
    "GRANT USAGE, MONITOR ON WAREHOUSE WORK TO ROLE TEAM",
)
PEOPLE = {
    "role": "ANALYSTS",
    "ownerRole": "SERVICES_OWNER",
    "notebookOwnerRole": "NOTEBOOKS_OWNER",
    "user": "VISITOR",
}
THINGS = {
    "warehouse": "WORK",
    "database": "ANALYTICS",
    "schema": "APPS",
    "repository": "IMAGES",
    "egressIntegration": "HUB",
    "milvusPool": "BIG",
    "jupyterPool": "SMALL",
}
CASES = {"things": THINGS, "people": PEOPLE, "everything": {**THINGS, **PEOPLE}}
OBJECTS = (
    *("WAREHOUSE WORK", "DATABASE ANALYTICS", "SCHEMA ANALYTICS.APPS", "STAGE ANALYTICS.APPS.THEIRS"),
    *("IMAGE REPOSITORY ANALYTICS.APPS.IMAGES", "NETWORK RULE ANALYTICS.APPS.HUBS", "INTEGRATION HUB"),
    *("COMPUTE POOL BIG", "COMPUTE POOL SMALL", "USER VISITOR", "SCHEMA ANALYTICS.PUBLIC"),
)
# a snapshot that the account makes of a dropped service's volume, and keeps for some days; pushed images
STAY = ("SYS_BACKUP_ON_DELETE", "SHOW IMAGES IN IMAGE REPOSITORY")


@dataclass(frozen=True)
class Stack:
    """A stack, and the administrator of its account."""

    workspace: Workspace

    def run(self, *statements: str) -> list[dict[str, Any]]:
        """The last one's rows."""
        site = Site(self.workspace.administrator)
        with closing(site.signed_in()) as connection, closing(connection.cursor()) as cursor:
            for text in statements:
                cursor.execute(text)
            columns = [column[0] for column in cursor.description]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def refusal(self, *command: str) -> str:
        """What the engine says; nothing where it refuses nothing."""
        try:
            self.workspace.pulumi(*command)
        except ToolchainError as error:
            return str(error)
        return ""

    @contextmanager
    def configured(self, names: Mapping[str, str]) -> Iterator[None]:
        """The stack with these as names of what was there before."""
        config = partial(self.workspace.pulumi, "config")
        password = config("get", "milvusUserPassword").strip()
        for key, name in names.items():
            path = f"milvus-spcs:{key}"
            config("set-all", "--path", "--plaintext", f"{path}.name={name}", "--plaintext", f"{path}.existing=true")
        for path, reference in _images(names).items():
            config("set", "--path", f"milvus-spcs:services.{path}.imageReference", reference)
        if "user" in names:
            config("rm", "milvusUserPassword")
        try:
            yield
        finally:
            config("rm-all", *names)
            # one that begins with a hyphen would be an option
            config("set-all", "--secret", f"milvusUserPassword={password}")

    def settings(self, names: Mapping[str, str]) -> tuple[Settings, Mapping[str, OwnerNeeds]]:
        """The same, for what asks without an engine."""
        own = {key: json.dumps({"name": name, "existing": True}) for key, name in names.items()}
        services = named_images(_place(names))
        values = {**own, "services": json.dumps(services), **({"milvusUserPassword": ""} if "user" in names else {})}
        given = {**defaults(), **STACK, **{f"milvus-spcs:{key}": value for key, value in values.items()}}
        found = settings.load(FixedSource({**given, "snowflake:role": DEPLOYER}, SECRET_KEYS), self.workspace.variables)
        return found, needs_of_owners(found.services, load_specifications(found.services, ROOT))

    @contextmanager
    def wrong(self) -> Iterator[None]:
        """In a state that cannot be used, and without a right."""
        self.run(*WRONG)
        try:
            yield
        finally:
            self.run(*WRONG.values())

    @contextmanager
    def without(self, right: Right, again: Iterable[Right]) -> Iterator[None]:
        """For a while."""
        option, on = "GRANT OPTION FOR " if right.passed_on else "", right.on.sql if right.on else "ACCOUNT"
        self.run(f"REVOKE {option}{', '.join(right.privileges)} ON {on} FROM ROLE {right.role}")
        try:
            yield
        finally:
            self.run(*map(statement, again))

    def everything(self) -> Inventory:
        """All that the account has and tells."""
        # Snowflake has no DESCRIBE of image repositories
        told = [f"DESCRIBE {it}" for it in OBJECTS if not it.startswith("IMAGE")]
        return inventory(Site(self.workspace.administrator), *told, *(f"SHOW GRANTS ON {it}" for it in OBJECTS))


WRONG = {
    "ALTER SCHEMA ANALYTICS.APPS ENABLE MANAGED ACCESS": "ALTER SCHEMA ANALYTICS.APPS DISABLE MANAGED ACCESS",
    "ALTER EXTERNAL ACCESS INTEGRATION HUB SET ENABLED = FALSE": (
        "ALTER EXTERNAL ACCESS INTEGRATION HUB SET ENABLED = TRUE"
    ),
    "REVOKE USAGE ON DATABASE ANALYTICS FROM ROLE ANALYSTS": "GRANT USAGE ON DATABASE ANALYTICS TO ROLE ANALYSTS",
}


@pytest.fixture(scope="module")
def account() -> Iterator[Stack]:
    with opened("guide", 0) as workspace:
        stack = Stack(workspace)
        stack.run(*MADE_BEFORE)
        yield stack


@pytest.fixture(scope="module", params=CASES)
def names(account: Stack, request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    """Of what was there before, by settings; the stack is configured with them, and has what its previews ask for."""
    found = CASES[request.param]
    with account.configured(found):
        account.run(*told(account.refusal("preview")))
        yield found


def _place(names: Mapping[str, str]) -> str:
    return "analytics/apps/images" if "repository" in names else "milvus_demo/public/milvus_repo"


def _images(names: Mapping[str, str]) -> Mapping[str, str]:
    images = {"milvus": "milvus", "milvus.images.keeper": "keeper", "jupyter": "jupyter"}
    return {path: f"/{_place(names)}/{image}:benchmark" for path, image in images.items()}


def looked_up(found: Settings, needs: Mapping[str, OwnerNeeds]) -> None:
    with closing(AccountReader(partial(open_session, found.connection))) as reader:
        if problems := asyncio.run(look_up(found, needs, reader))[1]:
            raise AccountError(problems)


def told(refusal: str) -> list[str]:
    """The statements that it tells an administrator to run."""
    return re.findall(r"(?:run|;) (GRANT [^;\n]+?)(?=;|\.\n|\.$)", refusal)


@pytest.mark.usefixtures("names")
def test_it_is_used_and_afterwards_as_it_was(account: Stack) -> None:
    before = account.everything()
    account.workspace.pulumi(*UP)
    account.workspace.pulumi(*UP, "--expect-no-changes")
    assert account.everything() != before
    account.workspace.pulumi("destroy", "--yes", "--skip-preview")
    changed = differences(before, account.everything())
    assert [line for line in changed if not any(it in line for it in STAY)] == []


def test_each_right_that_is_needed_is_looked_up(account: Stack, names: Mapping[str, str]) -> None:
    found, needs = account.settings(names)
    looked_up(found, needs)
    rights = needed_rights(found, needs)
    # of owners that were there the deployer inherits what it would have to have itself
    taken = [it for it in rights if it.role != DEPLOYER or not PEOPLE.keys() <= names.keys()]
    for one in (replace(right, privileges=(name,)) for right in taken for name in right.privileges):
        with account.without(one, rights), pytest.raises(AccountError, match=re.escape(statement(one))):
            looked_up(found, needs)


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_made(account: Stack) -> None:
    with account.configured({**THINGS, **PEOPLE, "milvusPool": "NOWHERE"}), account.wrong():
        before = account.everything()
        for command in (("preview",), UP):
            said = re.findall(r"^ +- ([a-z ]+ [A-Z_.]+) is ", account.refusal(*command), re.MULTILINE)
            assert said == ["schema ANALYTICS.APPS", "compute pool NOWHERE", "integration HUB", "role ANALYSTS"]
        assert account.everything() == before


@pytest.mark.parametrize("key", [*THINGS, *PEOPLE])
def test_each_may_have_been_there_alone(account: Stack, key: str) -> None:
    """But for what it lies in, and for a role: one of others cannot be given to a user of the stack's own."""
    beside = {"schema": ("database",), "repository": ("database", "schema"), "role": ("user",)}.get(key, ())
    every = {**THINGS, **PEOPLE}
    found, needs = account.settings({it: every[it] for it in (*beside, key)})
    try:
        looked_up(found, needs)
    except AccountError as refusal:
        account.run(*told(str(refusal)))
        looked_up(found, needs)
