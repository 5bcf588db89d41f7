"""What a preview asks of the account, and what it says of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable
from typing import Any

import pulumi
import pytest

from components import account_objects as objects
from components.account_objects import Kind, ObjectName
from components.instance_families import QUESTION
from components.problems import AccountError
from devkit.testing.waiting import until
from tests.unit.configuration import existing
from tests.unit.deployers import Deployer
from tests.unit.existing_account import ExistingAccount
from tests.unit.fake_account import FakeAccount, grant
from tests.unit.previewing import POOLS, preview
from tests.unit.recording import COMMENT, REGISTRY, ROOT, configure, record, run_program

IMPORTED = """
import ast, json, os, sys
from pathlib import Path
program = ast.parse(Path("__main__.py").read_text())
program.body = [it for it in program.body if isinstance(it, (ast.Import, ast.ImportFrom))]
exec(compile(program, "__main__.py", "exec"))
before = set(sys.modules)
{work}
print(json.dumps(sorted(set(sys.modules) - before)))
"""
LOAD_STACK = "import components.images, components.stack"
SIGN_IN = """
from components.connection import load_connection
from components.known_registries import KnownRegistry
from components.session import open_session
connection = load_connection(KnownRegistry(account="", settings={}), os.environ)
with open_session(connection, connection.role) as session:
    session.rows("SHOW ROLES")
"""
ROLES = json.dumps({"storage": "LIBRARIAN", "account": "CARETAKER"})


def show(kind: Kind, *parts: str) -> str:
    return ObjectName.of(kind, *parts).question


def subjects(error: pytest.ExceptionInfo[AccountError]) -> list[str]:
    return [problem.subject for problem in error.value.problems]


def test_a_new_stack_takes_one_statement_for_each_object_of_the_account_one_for_privileges_and_one_for_families(
    account: FakeAccount,
) -> None:
    preview()
    statements = [statement for role, statement in account.asked if role == "DEPLOYER_ROLE"]
    shows = [statement for statement in statements if " LIKE " in statement]
    assert len(statements) == len(shows) + 2 == 11
    assert all(" IN " not in statement for statement in shows)
    assert account.signed_in == ["DEPLOYER_ROLE", "PUBLIC"]
    until(lambda: sorted(account.signed_out) == ["DEPLOYER_ROLE", "PUBLIC"])


def test_a_stack_that_makes_nothing_is_asked_nothing(account: FakeAccount) -> None:
    preview("none", recorded=POOLS)
    assert account.asked == [("PUBLIC", "SELECT CURRENT_ROLE() AS ROLE")]


def test_an_update_checks_the_sign_in_alone(account: FakeAccount) -> None:
    preview(update=True, recorded=POOLS)
    assert account.asked == [("PUBLIC", "SELECT CURRENT_ROLE() AS ROLE")]
    until(lambda: len(account.signed_out) == 2)


def test_sign_in_once_the_language_host_changes_no_search_path_any_more(account: FakeAccount) -> None:
    """It runs a program by `runpy.run_path`, which takes the program's directory off `sys.path` at its end: a thread
    that looks for a module at that moment passes over the next directory, and may find nothing."""
    configure()
    started: set[threading.Thread] = set()

    def run() -> Awaitable[pulumi.Inputs]:
        before = set(threading.enumerate())
        resources = run_program()
        started.update(set(threading.enumerate()) - before)
        return resources

    record(run)
    assert started == set()
    assert account.signed_in == ["DEPLOYER_ROLE", "PUBLIC"]


def test_a_sign_in_imports_nothing_that_the_resources_sdks_import_beside_it(deployer: Deployer) -> None:
    """Of two threads that wait for each other's modules, Python lets one go on with a module that is not whole."""
    beside = set(imported(SIGN_IN, deployer)) & set(imported(LOAD_STACK, deployer))
    assert {it for it in beside if it.partition(".")[0] not in sys.stdlib_module_names} == set()


def imported(work: str, deployer: Deployer) -> list[str]:
    """What is imported in a fresh process that has what `__main__.py` imports."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(work=work)],
        cwd=ROOT,
        env={**os.environ, **deployer.variables()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    assert len(found) > 50
    return found


@pytest.mark.parametrize("update", [False, True])
def test_refuse_a_wrong_sign_in_before_the_first_resource(account: FakeAccount, *, update: bool) -> None:
    account.held = {"DEPLOYER_ROLE", "LIBRARIAN"}
    with pytest.raises(AccountError) as error:
        preview(update=update, roles=ROLES)
    assert subjects(error) == ["password of DEPLOYER", "role CARETAKER"]
    assert [statement for _, statement in account.asked if statement.startswith("SHOW")] == []


def test_ask_nothing_at_all_where_the_configuration_says_so(account: FakeAccount) -> None:
    account.refused = 390100
    assert preview(preflight="false").of_type(":Database")
    assert account.signed_in == []


def test_say_all_names_that_are_taken_and_all_privileges_that_are_missing_in_one_message(account: FakeAccount) -> None:
    account.shown = {
        show(objects.WAREHOUSE, "MILVUS_WAREHOUSE"): [{"name": "MILVUS_WAREHOUSE", "owner": "SYSADMIN", "comment": ""}],
        show(objects.ROLE, "MILVUS_ROLE"): [
            {"name": "MILVUS_ROLE", "owner": "X", "comment": "Pulumi stack acme/other/dev"}
        ],
        show(objects.COMPUTE_POOL, "JUPYTER_COMPUTE_POOL"): [{"name": "JUPYTER_COMPUTE_POOL", "comment": COMMENT}],
    }
    account.grants = [it for it in account.grants if it["privilege"] != "CREATE USER"]
    with pytest.raises(AccountError) as error:
        preview()
    assert sorted(subjects(error)) == [
        "compute pool JUPYTER_COMPUTE_POOL",
        "role DEPLOYER_ROLE",
        "role MILVUS_ROLE",
        "warehouse MILVUS_WAREHOUSE",
    ]


def test_look_into_a_database_that_is_there_before(account: FakeAccount) -> None:
    rule = show(objects.NETWORK_RULE, "MILVUS_DEMO", "PUBLIC", "ALLOW_ALL_RULE")
    account.shown = {rule: [{"name": "ALLOW_ALL_RULE", "owner": "SYSADMIN", "comment": ""}]}
    with pytest.raises(AccountError, match=r"network rule MILVUS_DEMO\.PUBLIC\.ALLOW_ALL_RULE is there already"):
        preview("egress-rule", "storage-data-stage")
    asked = {statement for _, statement in account.asked}
    assert {rule, show(objects.STAGE, "MILVUS_DEMO", "PUBLIC", "DATA")} <= asked
    assert "SHOW GRANTS ON ACCOUNT" not in asked


def test_look_into_no_schema_that_is_new_but_for_the_schema(account: FakeAccount) -> None:
    preview("storage-schema", "storage-data-stage", schema="APP")
    assert show(objects.SCHEMA, "MILVUS_DEMO", "APP") in {statement for _, statement in account.asked}
    assert show(objects.STAGE, "MILVUS_DEMO", "APP", "DATA") not in {statement for _, statement in account.asked}


def test_look_with_the_role_that_makes_an_object(account: FakeAccount) -> None:
    account.grants = [grant("CREATE DATABASE", "LIBRARIAN"), grant("CREATE COMPUTE POOL", "CARETAKER")]
    preview("storage-database", "milvus-pool", "milvus-service", roles=ROLES)
    assert ("LIBRARIAN", show(objects.DATABASE, "MILVUS_DEMO")) in account.asked
    assert ("CARETAKER", show(objects.COMPUTE_POOL, "MILVUS_COMPUTE_POOL")) in account.asked


def test_an_owner_that_may_be_new_is_looked_for_by_the_deployer(account: FakeAccount) -> None:
    preview("milvus-service")
    assert ("DEPLOYER_ROLE", 'SHOW SERVICES LIKE \'MILVUS\' IN SCHEMA "MILVUS_DEMO"."PUBLIC"') in account.asked


def test_what_a_role_inherits_counts(account: FakeAccount) -> None:
    account.grants = [grant("CREATE WAREHOUSE", "MIDDLE")]
    with pytest.raises(AccountError, match="role DEPLOYER_ROLE is without CREATE WAREHOUSE on the account"):
        preview("storage-warehouse")
    account.inherits = {"DEPLOYER_ROLE": {"MIDDLE"}}
    assert preview("storage-warehouse")


def test_mapped_roles_have_to_fit_together(account: FakeAccount) -> None:
    account.grants += [grant("CREATE INTEGRATION", "CARETAKER")]
    with pytest.raises(AccountError, match="role CARETAKER is without LIBRARIAN, which makes the network rule"):
        preview("egress-integration", roles=ROLES)
    account.inherits = {"CARETAKER": {"LIBRARIAN"}}
    assert preview("egress-integration", roles=ROLES)


def test_what_the_account_refuses_to_tell_stands_in_nobodys_way(account: FakeAccount) -> None:
    account.broken = 1003
    assert preview().of_type(":Database")
    assert len(account.asked) == 12


def test_every_container_of_a_kind_is_known() -> None:
    known = {kind.around for kind in vars(objects).values() if isinstance(kind, objects.Kind)}
    assert known == {(), (objects.DATABASE,), (objects.DATABASE, objects.SCHEMA)}


EXISTING: dict[str, Any] = {"database": json.dumps(existing("ANALYTICS")), "repository": json.dumps(existing("IMAGES"))}


@pytest.mark.parametrize("update", [False, True])
def test_what_was_there_before_is_looked_up_before_the_first_resource(
    account: ExistingAccount, *, update: bool
) -> None:
    with pytest.raises(AccountError) as error:
        preview(update=update, **EXISTING)
    assert subjects(error) == [
        *("database ANALYTICS", "schema ANALYTICS.PUBLIC", "image repository ANALYTICS.PUBLIC.IMAGES")
    ]
    until(lambda: sorted(account.signed_out) == sorted(account.signed_in))


@pytest.mark.parametrize("update", [False, True])
def test_what_is_missing_and_a_family_that_is_not_offered_are_in_one_message(
    account: ExistingAccount, *, update: bool
) -> None:
    account.shown = {QUESTION: [{"name": "CPU_X64_S"}]}
    with pytest.raises(AccountError) as error:
        preview(update=update, warehouse=json.dumps(existing("WORK")), instanceFamily="GPU_NV_XS")
    assert [subject.partition(",")[0] for subject in subjects(error)] == [
        "warehouse WORK",
        "milvus-spcs:instanceFamily",
    ]


@pytest.mark.parametrize("update", [False, True])
def test_images_go_where_the_repository_is_that_was_there_before(account: ExistingAccount, *, update: bool) -> None:
    account.add(["ANALYTICS", "IMAGES"])
    account.states = {"IMAGES": {"repository_url": f"{REGISTRY}/analytics/public/images"}}
    recording = preview(update=update, **EXISTING)
    image = next(iter(recording.of_type("docker:index/image:Image").values()))
    assert image.inputs["imageName"].startswith(f"{REGISTRY}/analytics/public/images/")
    until(lambda: sorted(account.signed_out) == sorted(account.signed_in))


def test_an_account_that_is_not_asked_has_what_the_configuration_says(account: ExistingAccount) -> None:
    assert preview(preflight="false", **EXISTING).of_type("docker:index/image:Image")
    assert account.signed_in == []
