"""Each grant of the stack taken away: what docs/privileges.md says of it breaks, and works again with it.

The stack is up on an account whose services are said to run: rights need no container.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from devkit import environment
from devkit.bench.workspace import Workspace, opened
from devkit.paths import Paths
from devkit.service_user import credentials
from devkit.service_user.making import Site, signed_in_as
from tests.documented import Documented, deployers_privileges, documented_grants

DEPLOYER = "MILVUS_DEPLOYER_ROLE"
USER, USERS = "MILVUS_USER", "MILVUS_ROLE"
SCHEMA = "MILVUS_DEMO.PUBLIC"
FILES = f"@{SCHEMA}.FILES"
SPECIFICATION = "spec: {containers: [{name: main, image: /milvus_demo/public/milvus_repo/milvus:benchmark"
MOUNTING = ", volumeMounts: [{name: files, mountPath: /files}]"
PUBLIC = (
    f'volumes: [{{name: files, source: stage, stageConfig: {{name: "{FILES}"}}}}], '
    "endpoints: [{name: web, port: 80, public: true}]"
)
REFUSED = (2003, 2043, 3001, 3102)  # what may not be seen, used, done, granted on
NOTHING = ""


@dataclass(frozen=True)
class Breaks:
    """What a role does with a privilege, and cannot do without it; `undo` puts things back."""

    statement: str
    undo: str = NOTHING


def creates(key: str, secret: str = NOTHING) -> Breaks:
    """A service like the stack's own, beside it, which gets a secret if one is named."""
    notebook = key == "jupyter"
    files = f", secrets: [{{snowflakeSecret: {{objectName: {secret}}}, directoryPath: /s}}]" if secret else NOTHING
    text = f"{SPECIFICATION}{files}{MOUNTING if notebook else NOTHING}}}]{f', {PUBLIC}' if notebook else NOTHING}}}"
    statement = f"CREATE SERVICE {SCHEMA}.PROBE IN COMPUTE POOL {key}_COMPUTE_POOL FROM SPECIFICATION $${text}$$"
    integrations = " EXTERNAL_ACCESS_INTEGRATIONS = (ALLOW_ALL_EAI)" if notebook else NOTHING
    return Breaks(statement + integrations, f"DROP SERVICE {SCHEMA}.PROBE")


def breaks(grant: Documented) -> Breaks:
    """By what the documents say of it."""
    if grant.on.startswith("SERVICE "):
        return Breaks(f"DESCRIBE {grant.on}")
    if grant.to == USERS:
        return Breaks(f"SHOW ENDPOINTS IN SERVICE {SCHEMA}.JUPYTER")
    if (grant.privilege, grant.on.partition(" ")[0]) in (("USAGE", "SCHEMA"), ("USAGE", "WAREHOUSE")):
        return Breaks(f"USE {grant.on}")
    stage = grant.on.removeprefix("STAGE ")
    if grant.privilege == "WRITE":
        return Breaks(f"REMOVE @{stage}/nothing")
    if stage.endswith(".DATA"):
        return Breaks(f"LIST @{stage}")
    if grant.privilege == "OPERATE":
        return Breaks(f"ALTER {grant.on} SUSPEND", f"ALTER {grant.on} RESUME")
    secret = grant.on.removeprefix("SECRET ") if grant.on.startswith("SECRET ") else NOTHING
    return creates("jupyter" if grant.to.startswith("JUPYTER") else "milvus", secret)


@dataclass(frozen=True)
class Stack:
    """A stack that is up, and who signs in to its account."""

    workspace: Workspace

    @property
    def site(self) -> Site:
        return Site(self.workspace.administrator)

    @property
    def paths(self) -> Paths:
        return Paths(self.workspace.directory, Paths.of_clone().cache)

    def signed_in(self, role: str = DEPLOYER) -> SnowflakeConnection:
        """Who holds it, with this role alone, as a service has it."""
        known = credentials.read(self.workspace.directory / ".local" / "deployer.json")
        assert known is not None
        users = {"user": USER, "password": environment.local_secrets(self.paths).milvus_user_password}
        connection: SnowflakeConnection = (
            self.site.signed_in(**users) if role == USERS else signed_in_as(self.site, known, role)
        )
        connection.cursor().execute("USE SECONDARY ROLES NONE")
        return connection

    def run(self, statement: str, role: str = DEPLOYER) -> list[Any]:
        with closing(self.signed_in(role)) as connection, closing(connection.cursor()) as cursor:
            return list(cursor.execute(statement).fetchall())

    def refuses(self, statement: str, role: str) -> bool:
        """Whether for want of a right."""
        try:
            self.run(statement, role)
        except snowflake.connector.errors.ProgrammingError as error:
            if error.errno in REFUSED:
                return True
            raise
        return False

    @contextmanager
    def without(self, what: str, who: str, grantor: str) -> Iterator[None]:
        """For a while."""
        self.run(f"REVOKE {what} FROM {who}", grantor)
        try:
            yield
        finally:
            self.run(f"GRANT {what} TO {who}", grantor)

    def status(self, token: str) -> int:
        """What the notebook answers who has the token."""
        url = httpx.URL(json.loads(self.workspace.pulumi("stack", "output", "--json"))["notebookUrl"])
        headers = {"Host": url.netloc.decode(), "Authorization": f'Snowflake Token="{token}"'}
        return httpx.get(f"http://127.0.0.1:{url.port}/", headers=headers, trust_env=False).status_code


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with opened("guide", 0) as workspace:
        workspace.pulumi("up", "--yes", "--skip-preview")
        yield Stack(workspace)


@pytest.fixture(scope="module")
def token(stack: Stack) -> str:
    """Of the notebook's user."""
    options = f"ROLE_RESTRICTION = '{USERS}'"
    ((_, secret),) = stack.run(f"ALTER USER {USER} ADD PROGRAMMATIC ACCESS TOKEN PROBE {options}")
    return str(secret)


PRIVILEGES = [it for it in documented_grants() if it.tried and it.privilege not in ("role", "service role")]
ROLES = [it for it in documented_grants() if it.privilege == "role"]


@pytest.mark.parametrize("grant", PRIVILEGES, ids=lambda it: f"{it.grant}-{it.privilege}")
def test_without_a_privilege_what_needs_it_is_refused(stack: Stack, grant: Documented) -> None:
    breaking = breaks(grant)
    with stack.without(f"{grant.privilege} ON {grant.on}", f"ROLE {grant.to}", grantor_of(grant)):
        assert stack.refuses(breaking.statement, grant.to)
    assert not stack.refuses(breaking.statement, grant.to)
    if breaking.undo:
        stack.run(breaking.undo, grant.to)


def grantor_of(grant: Documented) -> str:
    """Of a service its owner, who alone can."""
    if not grant.on.startswith("SERVICE "):
        return DEPLOYER
    return "MILVUS_OWNER_ROLE" if grant.on.endswith("MILVUS") else "JUPYTER_OWNER_ROLE"


@pytest.mark.parametrize("grant", [it for it in ROLES if it.to == DEPLOYER], ids=lambda it: it.on)
def test_without_an_owners_role_the_deployer_cannot_be_the_owner(stack: Stack, grant: Documented) -> None:
    refusal = pytest.raises(snowflake.connector.errors.DatabaseError, match=f"Role '{grant.on}' .* is not granted")
    with stack.without(f"ROLE {grant.on}", f"ROLE {DEPLOYER}", DEPLOYER), refusal:
        stack.signed_in(grant.on)
    stack.signed_in(grant.on).close()


@pytest.mark.parametrize(
    ("what", "to", "owner"),
    [
        (f"ROLE {USERS}", f"USER {USER}", DEPLOYER),
        (f"USAGE ON DATABASE {SCHEMA.partition('.')[0]}", f"ROLE {USERS}", DEPLOYER),
        (f"USAGE ON SCHEMA {SCHEMA}", f"ROLE {USERS}", DEPLOYER),
        (f"SERVICE ROLE {SCHEMA}.JUPYTER!ALL_ENDPOINTS_USAGE", f"ROLE {USERS}", "JUPYTER_OWNER_ROLE"),
    ],
)
def test_without_it_the_notebook_lets_its_user_in_no_more(
    stack: Stack, token: str, what: str, to: str, owner: str
) -> None:
    assert stack.status(token) not in (401, 403)
    with stack.without(what, to, owner):
        assert stack.status(token) in (401, 403)
    assert stack.status(token) not in (401, 403)


MADE: dict[str, Callable[[str], str]] = {
    "CREATE ROLE": lambda name: f"CREATE ROLE {name}",
    "CREATE USER": lambda name: f"CREATE USER {name}",
    "CREATE WAREHOUSE": lambda name: f"CREATE WAREHOUSE {name}",
    "CREATE DATABASE": lambda name: f"CREATE DATABASE {name}",
    "CREATE INTEGRATION": lambda name: (
        f"CREATE EXTERNAL ACCESS INTEGRATION {name} ALLOWED_NETWORK_RULES = ({SCHEMA}.ALLOW_ALL_RULE) ENABLED = TRUE"
    ),
    "CREATE COMPUTE POOL": lambda name: (
        f"CREATE COMPUTE POOL {name} MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_XS"
    ),
    "BIND SERVICE ENDPOINT": lambda _: f"GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE {USERS}",
}


def test_every_privilege_of_the_deployer_is_tried() -> None:
    assert deployers_privileges() == list(MADE)


@pytest.mark.parametrize("privilege", MADE)
def test_without_a_privilege_the_deployer_cannot_make_what_needs_it(stack: Stack, privilege: str) -> None:
    passed_on = privilege == "BIND SERVICE ENDPOINT"
    statement = MADE[privilege]("PROBE")
    with closing(stack.site.signed_in()) as connection, closing(connection.cursor()) as administrator:
        cascade = " CASCADE" if passed_on else NOTHING
        administrator.execute(f"REVOKE {privilege} ON ACCOUNT FROM ROLE {DEPLOYER}{cascade}")
        refused = stack.refuses(statement, DEPLOYER)
        option = " WITH GRANT OPTION" if passed_on else NOTHING
        administrator.execute(f"GRANT {privilege} ON ACCOUNT TO ROLE {DEPLOYER}{option}")

    assert refused
    assert not stack.refuses(statement, DEPLOYER)


def test_without_hosts_there_is_no_way_out(stack: Stack) -> None:
    workspace = stack.workspace
    workspace.pulumi("config", "set", "egressHosts", "")
    workspace.pulumi("up", "--yes", "--skip-preview")
    assert stack.run("SHOW EXTERNAL ACCESS INTEGRATIONS LIKE 'ALLOW%'") == []
    assert stack.run(f"SHOW NETWORK RULES IN SCHEMA {SCHEMA}") == []

    workspace.pulumi("config", "rm", "egressHosts")
    workspace.pulumi("up", "--yes", "--skip-preview")
    assert len(stack.run("SHOW EXTERNAL ACCESS INTEGRATIONS LIKE 'ALLOW%'")) == 1


def test_the_guides_wording_goes_up_as_the_administrator_and_changes_nothing_again() -> None:
    with opened("guide", 0) as workspace:
        for key, value in {"snowflake:role": "ACCOUNTADMIN", "guidePrivileges": "true"}.items():
            workspace.pulumi("config", "set", key, value)
        administrator = workspace.signed_in(**workspace.administrator)
        administrator.pulumi("up", "--yes", "--skip-preview")
        administrator.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")
        administrator.pulumi("destroy", "--yes", "--skip-preview")
