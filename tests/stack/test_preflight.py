"""What a preview says of the account under the engine, and that it leaves the account as it is.

One account for all: first nothing of the stack is in it, then it is, then another beside it. No container runs.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from devkit.bench.statements import Log
from devkit.bench.workspace import ROOT, Workspace, named_images, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import ROLE as DEPLOYER
from devkit.service_user.making import USER, Site
from tests.stack.copies import copied_stack
from tests.stack.inventory import GRANTS, Inventory, differences, inventory

NO_QUESTION = ("--yes", "--skip-preview")
NO_CHANGES = (*NO_QUESTION, "--expect-no-changes")
PREVIEW, UPDATE = ("preview",), ("up", *NO_QUESTION)
ADMINISTRATORS = ("SNOWFLAKE_USER", "SNOWFLAKE_AUTHENTICATOR", "SNOWFLAKE_PASSWORD", "SNOWFLAKE_ROLE")
BIND = "BIND SERVICE ENDPOINT ON ACCOUNT"
RULE = "OTHERS.PUBLIC.R"
BY_HAND = (
    "CREATE ROLE MILVUS_ROLE",
    "CREATE USER MILVUS_USER",
    "CREATE WAREHOUSE MILVUS_WAREHOUSE INITIALLY_SUSPENDED = TRUE COMMENT = 'Pulumi stack acme/milvus-spcs/prod'",
    "CREATE DATABASE MILVUS_DEMO",
    "CREATE COMPUTE POOL JUPYTER_COMPUTE_POOL MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_XS",
    "CREATE DATABASE OTHERS",
    f"CREATE NETWORK RULE {RULE} TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('example.org:443')",
    f"CREATE EXTERNAL ACCESS INTEGRATION ALLOW_ALL_EAI ALLOWED_NETWORK_RULES = ({RULE}) ENABLED = TRUE",
    # what a role has no privilege on it does not see
    f"GRANT USAGE ON WAREHOUSE MILVUS_WAREHOUSE TO ROLE {DEPLOYER}",
    f"GRANT USAGE ON DATABASE MILVUS_DEMO TO ROLE {DEPLOYER}",
    f"GRANT MONITOR ON COMPUTE POOL JUPYTER_COMPUTE_POOL TO ROLE {DEPLOYER}",
    f"GRANT USAGE ON INTEGRATION ALLOW_ALL_EAI TO ROLE {DEPLOYER}",
)
AWAY = (
    "DROP INTEGRATION ALLOW_ALL_EAI",
    "DROP DATABASE OTHERS",
    "DROP COMPUTE POOL JUPYTER_COMPUTE_POOL",
    "DROP DATABASE MILVUS_DEMO",
    "DROP WAREHOUSE MILVUS_WAREHOUSE",
    "DROP USER MILVUS_USER",
    "DROP ROLE MILVUS_ROLE",
)


@dataclass(frozen=True)
class Account:
    """An account with a stack's workspace, and who administers it."""

    workspace: Workspace

    @property
    def site(self) -> Site:
        return Site(self.workspace.administrator)

    def run(self, *statements: str) -> None:
        with closing(self.site.signed_in()) as connection, closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)

    def inventory(self) -> Inventory:
        return inventory(self.site)

    def objects_and_grants(self) -> Inventory:
        """Less, and sooner: for what looks often."""
        return inventory(self.site, of_each=GRANTS)

    def refused(self, *command: str, **variables: str) -> list[str]:
        """The lines of the one message that a command ends with."""
        before = self.objects_and_grants()
        with pytest.raises(ToolchainError) as caught:
            self.workspace.pulumi(*command, **variables)
        assert differences(before, self.objects_and_grants()) == []
        lines = [line.strip() for line in str(caught.value).partition("\nDiagnostics:")[2].splitlines()]
        assert sum(line.startswith("error:") for line in lines) == 1, caught.value
        found = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        assert found, caught.value
        return found

    @contextmanager
    def configured(self, **values: str) -> Iterator[None]:
        """For a while."""
        paths = [part for name, value in values.items() for part in ("--plaintext", f"{name}={value}")]
        self.workspace.pulumi("config", "set-all", *paths)
        try:
            yield
        finally:
            self.workspace.pulumi("config", "rm-all", *values)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with opened("guide", 0) as workspace:
        yield Account(workspace)


@pytest.fixture(scope="module")
def restricted(account: Account) -> dict[str, str]:
    """A token of the deployer that is worth its role alone, as one for the registry may be."""
    option = f"ROLE_RESTRICTION = '{DEPLOYER}'"
    with closing(account.site.signed_in()) as connection, closing(connection.cursor()) as cursor:
        ((_, token),) = cursor.execute(f"ALTER USER {USER} ADD PROGRAMMATIC ACCESS TOKEN PROBE {option}").fetchall()
    return {"SNOWFLAKE_AUTHENTICATOR": "PROGRAMMATIC_ACCESS_TOKEN", "SNOWFLAKE_TOKEN": token}


def signing_in(account: Account, **variables: str) -> Account:
    """Otherwise than by the deployer's key, at the same place."""
    workspace = account.workspace
    place = {name: it for name, it in workspace.administrator.items() if name not in ADMINISTRATORS}
    return replace(account, workspace=workspace.signed_in(**place, SNOWFLAKE_USER=USER, **variables))


@pytest.mark.parametrize("command", [PREVIEW, UPDATE], ids=" ".join)
def test_a_wrong_password_is_refused(account: Account, command: tuple[str, ...]) -> None:
    wrong = signing_in(account, SNOWFLAKE_AUTHENTICATOR="SNOWFLAKE", SNOWFLAKE_PASSWORD="not-the-Right-1")
    (line,) = wrong.refused(*command)
    assert line.startswith(f"signing in to LOCAL-DEV as {USER} is refused: Incorrect username or password")


def test_a_key_of_somebody_else_is_refused(account: Account) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    no_encryption = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, no_encryption).decode()
    wrong = signing_in(account, SNOWFLAKE_AUTHENTICATOR="SNOWFLAKE_JWT", SNOWFLAKE_PRIVATE_KEY=pem)
    (line,) = wrong.refused(*PREVIEW)
    assert line.startswith(f"signing in to LOCAL-DEV as {USER} is refused: JWT token is invalid")


@pytest.mark.parametrize("command", [PREVIEW, UPDATE], ids=" ".join)
def test_a_token_of_one_role_is_refused(account: Account, restricted: dict[str, str], command: tuple[str, ...]) -> None:
    (line,) = signing_in(account, **restricted).refused(*command)
    assert line.startswith(f"token of {USER} is restricted to {DEPLOYER}; allowed: a credential that owners' roles can")


def test_an_account_that_does_not_answer_is_named(account: Account) -> None:
    (line,) = account.refused(*PREVIEW, SNOWFLAKE_PORT="1")
    assert line.startswith("account LOCAL-DEV is not to be reached at 127.0.0.1:1: ")


@pytest.mark.parametrize("command", [PREVIEW, UPDATE], ids=" ".join)
def test_a_role_that_is_not_held_is_refused(account: Account, command: tuple[str, ...]) -> None:
    with account.configured(**{"snowflake:role": "SYSADMIN"}):
        (line,) = account.refused(*command)
    assert line.startswith(f"role SYSADMIN is not there, or not granted to {USER}")


def test_all_roles_of_parts_that_are_not_held_are_in_one_message(account: Account) -> None:
    with account.configured(roles=json.dumps({"account": "CARETAKER", "users": "SYSADMIN"})):
        lines = account.refused(*PREVIEW)
    assert [line.split(" is ")[0] for line in lines] == ["role SYSADMIN", "role CARETAKER"]


@pytest.mark.parametrize("command", [PREVIEW, UPDATE], ids=" ".join)
def test_a_family_that_the_region_does_not_offer_is_refused(account: Account, command: tuple[str, ...]) -> None:
    pools = json.dumps({"jupyter": {"instanceFamily": "GPU_NV_SL"}})
    with account.configured(instanceFamily="GPU_NV_XS", pools=pools):
        lines = account.refused(*command)
    assert [line.partition(", the instance family of ")[0] for line in lines] == [
        "milvus-spcs:instanceFamily",
        "milvus-spcs:pools.jupyter.instanceFamily",
    ]


def test_names_that_are_taken_and_privileges_that_are_missing_are_in_one_message(account: Account) -> None:
    privileges = "CREATE USER, CREATE DATABASE ON ACCOUNT"
    account.run(*BY_HAND, f"REVOKE {privileges} FROM ROLE {DEPLOYER}", f"REVOKE {BIND} FROM ROLE {DEPLOYER} CASCADE")
    lines = account.refused(*PREVIEW)
    account.run(*AWAY, f"GRANT {privileges} TO ROLE {DEPLOYER}", f"GRANT {BIND} TO ROLE {DEPLOYER} WITH GRANT OPTION")

    said = dict(line.split(" is ", 1) for line in lines)
    assert sorted(said) == [
        "compute pool JUPYTER_COMPUTE_POOL",
        "database MILVUS_DEMO",
        "integration ALLOW_ALL_EAI",
        f"role {DEPLOYER}",
        "role MILVUS_ROLE",
        "user MILVUS_USER",
        "warehouse MILVUS_WAREHOUSE",
    ]
    by_another = "there already, owned by ACCOUNTADMIN and made by Pulumi stack acme/milvus-spcs/prod; allowed:"
    assert said.pop("warehouse MILVUS_WAREHOUSE").startswith(by_another)
    lacking = said.pop(f"role {DEPLOYER}")
    assert all(
        name in lacking for name in ("CREATE USER", "CREATE DATABASE", "BIND SERVICE ENDPOINT with grant option")
    )
    assert all("not made by this stack" in what for what in said.values())


def test_where_endpoints_cannot_be_passed_on_an_owner_that_exists_is_enough(account: Account) -> None:
    """By the lines of docs/real-account.md."""
    _, _, section = (ROOT / "docs" / "real-account.md").read_text(encoding="utf-8").partition("**Where the account")
    (sql,), (lines,) = (
        re.findall(f"```{it}\n(.*?)```", section.partition("\n## ")[0], re.DOTALL) for it in ("sql", "sh")
    )
    account.run(f"REVOKE {BIND} FROM ROLE {DEPLOYER} CASCADE", *sql.split(";")[:-1])
    for line in lines.splitlines():
        account.workspace.pulumi(*shlex.split(line)[1:])
    account.workspace.pulumi(*PREVIEW)
    account.workspace.pulumi("config", "rm", "notebookOwnerRole")
    account.run("DROP ROLE JUPYTER_OWNER_ROLE", f"GRANT {BIND} TO ROLE {DEPLOYER} WITH GRANT OPTION")


def test_parts_have_to_fit_together(account: Account) -> None:
    account.run("CREATE ROLE CARETAKER", f"GRANT ROLE CARETAKER TO USER {USER}")
    with account.configured(roles=json.dumps({"account": "CARETAKER"})):
        lines = account.refused(*PREVIEW)
    account.run("DROP ROLE CARETAKER")
    lacking, not_seeing = lines
    assert lacking.startswith("role CARETAKER is without BIND SERVICE ENDPOINT with grant option, CREATE COMPUTE POOL")
    assert not_seeing.startswith(
        f"role CARETAKER is without {DEPLOYER}, which makes the network rule that it has to see"
    )


def test_privileges_that_are_inherited_are_enough(account: Account) -> None:
    every = "CREATE ROLE, CREATE USER, CREATE WAREHOUSE, CREATE DATABASE, CREATE INTEGRATION, CREATE COMPUTE POOL"
    account.run(
        *(f"REVOKE {privilege} ON ACCOUNT FROM ROLE {DEPLOYER}" for privilege in every.split(", ")),
        "CREATE ROLE MIDDLE",
        f"GRANT {every} ON ACCOUNT TO ROLE MIDDLE",
        f"GRANT ROLE MIDDLE TO ROLE {DEPLOYER}",
    )
    account.workspace.pulumi(*PREVIEW)
    account.run("DROP ROLE MIDDLE", f"GRANT {every} ON ACCOUNT TO ROLE {DEPLOYER}")


def test_a_stack_that_is_up_is_asked_nothing_and_may_be_made_anew(account: Account) -> None:
    account.workspace.pulumi("up", "--yes")
    position = Log(account.workspace.catalog).position()
    account.workspace.pulumi(*PREVIEW, "--expect-no-changes")
    asked = [it.text for it in Log(account.workspace.catalog).since(position)]
    assert not [text for text in asked if text.startswith("SHOW") and ("LIKE" in text or "FAMILIES" in text)]
    with account.configured(instanceFamily="CPU_X64_M"):
        said = account.workspace.pulumi(*PREVIEW)
    assert "to replace" in said
    assert "docs/data.md" in said


@pytest.mark.parametrize("command", [PREVIEW, UPDATE], ids=" ".join)
def test_a_stack_that_is_up_loses_nothing_for_a_family_that_is_not_offered(
    account: Account, command: tuple[str, ...]
) -> None:
    with account.configured(instanceFamily="GPU_NV_XS"):
        (line,) = account.refused(*command)
    assert "is GPU_NV_XS, which this account's region does not offer; allowed: CPU_X64_XS, CPU_X64_S, " in line


def test_what_an_interrupted_run_left_is_told_apart_and_can_be_taken_up(account: Account) -> None:
    """As docs/recovery.md says."""
    pulumi = account.workspace.pulumi
    made = account.inventory()["SHOW USERS"]
    resources = json.loads(pulumi("stack", "export"))["deployment"]["resources"]
    urns = {it["urn"].rpartition("::")[2]: it["urn"] for it in resources}
    for name in ("access-user", "storage-spec-stage"):
        pulumi("state", "delete", "--yes", "--target-dependents", urns[name])

    lines = account.refused(*PREVIEW)
    left = "is there already, made by this stack, and not in its state"
    assert all("To do: make heal STACK=local, where a run was killed; make import-file" in line for line in lines)
    assert [line.partition("; ")[0] for line in lines] == [
        f"user MILVUS_USER {left}",
        f"stage MILVUS_DEMO.PUBLIC.YAML_STAGE {left}",
    ]

    account.run("DROP STAGE MILVUS_DEMO.PUBLIC.YAML_STAGE")
    places = ("--parent", f"access={urns['access']}", "--provider", f"deployer={urns['deployer']}")
    options = ("--yes", "--protect=false", "--generate-code=false")
    pulumi("import", *options, *places, "snowflake:index/user:User", "access-user", '"MILVUS_USER"')
    pulumi("up", "--yes")
    pulumi("up", *NO_CHANGES)
    assert account.inventory()["SHOW USERS"] == made


def test_the_inventory_is_of_all_that_the_account_can_show(account: Account) -> None:
    documented = (ROOT / "packages" / "spcs-local" / "docs" / "statements.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `SHOW (?:\[TERSE\] )?([A-Z ]*[A-Z])", documented, re.MULTILINE)
    asked = account.inventory()
    assert "ROLES IN SERVICE" in shown
    assert [it for it in shown if not any(statement.startswith(f"SHOW {it}") for statement in asked)] == []


def test_a_stack_beside_it_comes_and_goes_and_leaves_everything_else_as_it_is(account: Account) -> None:
    before = account.inventory()
    beside = other_stack(account.workspace)
    beside.pulumi("up", "--yes")
    assert "SHOW GRANTS TO ROLE BLUE_MILVUS_ROLE" in account.inventory()
    beside.pulumi("destroy", *NO_QUESTION)
    assert differences(before, account.inventory()) == []

    account.workspace.pulumi("refresh", *NO_CHANGES)
    account.workspace.pulumi("up", *NO_CHANGES)
    outputs = json.loads(account.workspace.pulumi("stack", "output", "--json"))
    assert (outputs["milvus"]["status"], outputs["jupyter"]["status"]) == ("RUNNING", "RUNNING")


def other_stack(workspace: Workspace) -> Workspace:
    """Of the same program in the same account, all of whose names begin with BLUE_."""
    references = named_images("blue_milvus_demo/public/blue_milvus_repo", "1")
    others = {"milvus-spcs:namePrefix": "BLUE_", "milvus-spcs:services": json.dumps(references)}
    return copied_stack(workspace, "blue", others)
