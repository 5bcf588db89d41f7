"""What somebody else changes: `refresh` sees it, and the `up` after it repairs it.

The stack is up on an account whose services are said to run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from devkit.bench.workspace import Workspace, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import Site
from standins_tests.conformance.conftest import plugin_on_path
from tests.drift import document
from tests.drift.run import results
from tests.drift.trial import Outcome, Result

NOTEBOOK = "MILVUS_DEMO.PUBLIC.JUPYTER"
SERVICE_ROLE = f"SERVICE ROLE {NOTEBOOK}!ALL_ENDPOINTS_USAGE"
NO_CHANGE = "--expect-no-changes"
SCHEMA = "MILVUS_DEMO.PUBLIC"
# one after the other: what stands in the way of a statement goes before it
GONE = (
    "DROP ROLE MILVUS_ROLE",
    "ALTER USER MILVUS_USER RENAME TO SOMEBODY",
    "ALTER WAREHOUSE MILVUS_WAREHOUSE RENAME TO ANOTHER",
    f"ALTER STAGE {SCHEMA}.FILES RENAME TO ANOTHER",
    f"DROP STAGE {SCHEMA}.DATA",
    f"DROP IMAGE REPOSITORY {SCHEMA}.MILVUS_REPO",
    "DROP EXTERNAL ACCESS INTEGRATION ALLOW_ALL_EAI",
    f"DROP NETWORK RULE {SCHEMA}.ALLOW_ALL_RULE",
)
GONE_WITH_ALL_IN_IT = (
    "ALTER COMPUTE POOL JUPYTER_COMPUTE_POOL STOP ALL",
    "DROP COMPUTE POOL JUPYTER_COMPUTE_POOL",
    "DROP DATABASE MILVUS_DEMO",
)

# what the deployer may revoke of what is granted beside, and what an administrator has to
DEPLOYERS = ("MODIFY ON DATABASE MILVUS_DEMO",)
BESIDE_USERS = (
    "CREATE DATABASE ON ACCOUNT",
    *DEPLOYERS,
    f"READ ON FUTURE STAGES IN SCHEMA {SCHEMA}",
    "ROLE ANALYSTS",
)
KEPT = "MODIFY ON DATABASE MILVUS_DEMO"
BESIDE_OWNER = f"MONITOR ON SERVICE {SCHEMA}.MILVUS"
BESIDE = (
    "CREATE ROLE ANALYSTS",
    *(f"GRANT {text} TO ROLE MILVUS_ROLE" for text in BESIDE_USERS),
    *(f"GRANT {text} TO ROLE JUPYTER_OWNER_ROLE" for text in (KEPT, BESIDE_OWNER)),
    "CREATE WAREHOUSE OWNED",
    "GRANT OWNERSHIP ON WAREHOUSE OWNED TO ROLE JUPYTER_OWNER_ROLE",
)


@pytest.fixture(scope="module")
def stack() -> Iterator[Workspace]:
    with opened("guide", 0) as workspace:
        up(workspace)
        yield workspace


def up(stack: Workspace, *options: str) -> str:
    return stack.pulumi("up", "--yes", "--skip-preview", *options)


def run(stack: Workspace, statement: str, role: str = "ACCOUNTADMIN") -> list[tuple[Any, ...]]:
    """What somebody else does or sees."""
    with closing(Site(stack.administrator).signed_in()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(f"USE ROLE {role}")
        return list(cursor.execute(statement).fetchall())


def holders(stack: Workspace) -> set[str]:
    """Who has the notebook's service role."""
    return {grantee for _, _, _, grantee, _ in run(stack, f"SHOW GRANTS OF {SERVICE_ROLE}")}


@pytest.fixture(scope="module")
def changes(stack: Workspace) -> list[Result]:
    """What becomes of each, one after the other."""
    return results(stack)


def test_what_is_seen_and_put_back_is_documented(changes: list[Result]) -> None:
    assert document.PATH.read_text(encoding="utf-8") == document.text(changes), f"Run: {document.COMMAND}"


def test_nearly_all_that_others_can_change_is_seen_and_put_back(changes: list[Result]) -> None:
    seen, changed = document.share(changes)
    assert changed > 250
    assert seen >= 0.95 * changed


if (COMMAND := plugin_on_path()) is not None:
    PLUGIN = COMMAND

    def test_the_plugin_itself_does_the_same(stack: Workspace, changes: list[Result]) -> None:
        assert results(stack, PLUGIN) == changes


def test_another_specification_is_rolled_back(stack: Workspace) -> None:
    image = "/milvus_demo/public/milvus_repo/milvus:benchmark"
    text = f"spec: {{containers: [{{name: other, image: {image}}}]}}"
    run(stack, f"ALTER SERVICE {NOTEBOOK} FROM SPECIFICATION $${text}$$", "JUPYTER_OWNER_ROLE")
    up(stack, "--refresh")

    (container,) = run(stack, f"SHOW SERVICE CONTAINERS IN SERVICE {NOTEBOOK}")
    assert "jupyter" in container
    assert "other" not in container
    up(stack, "--refresh", NO_CHANGE)


def test_a_service_that_was_dropped_comes_again_with_its_service_role(stack: Workspace) -> None:
    run(stack, f"DROP SERVICE {NOTEBOOK} FORCE")
    up(stack, "--refresh")

    assert holders(stack) == {"MILVUS_ROLE"}
    up(stack, "--refresh", NO_CHANGE)


def test_a_service_role_that_was_revoked_is_missed_and_granted_again(stack: Workspace) -> None:
    run(stack, f"REVOKE {SERVICE_ROLE} FROM ROLE MILVUS_ROLE", role="JUPYTER_OWNER_ROLE")
    refreshed = stack.pulumi("refresh", "--yes", "--skip-preview")
    assert "jupyter-service-role deleted" in refreshed

    up(stack)
    assert holders(stack) == {"MILVUS_ROLE"}
    up(stack, "--refresh", NO_CHANGE)


def test_a_service_that_alone_was_missed_comes_again_with_its_service_role(stack: Workspace) -> None:
    run(stack, f"DROP SERVICE {NOTEBOOK} FORCE")
    stack.pulumi("refresh", "--yes", "--skip-preview", "--target", "**::jupyter-service")
    up(stack)

    assert holders(stack) == {"MILVUS_ROLE"}


def test_what_roles_have_beside_what_the_stack_grants_is_seen_and_revoked(stack: Workspace) -> None:
    for statement in BESIDE:
        run(stack, statement)
    stack.pulumi("config", "set", "keptGrants", json.dumps({"JUPYTER_OWNER_ROLE": [KEPT]}))
    refreshed = stack.pulumi("refresh", "--yes", "--skip-preview")
    found = "has what the stack does not grant, up revokes what it may"
    assert f"role MILVUS_ROLE {found}: {'; '.join(BESIDE_USERS)}" in refreshed
    assert f"role JUPYTER_OWNER_ROLE {found}: {KEPT}; {BESIDE_OWNER}" in refreshed
    assert "warning: role JUPYTER_OWNER_ROLE owns what is not of this stack, and keeps it: WAREHOUSE OWNED" in refreshed

    updated = up(stack)
    left = [f'REVOKE {text} FROM ROLE "MILVUS_ROLE"' for text in BESIDE_USERS if text not in DEPLOYERS]
    administrators = f"all that role MILVUS_ROLE has: an administrator has to run {'; '.join(left)}"
    assert f"MILVUS_DEPLOYER_ROLE may not revoke {administrators}" in updated
    for statement in left:
        run(stack, statement)
    up(stack, "--refresh", NO_CHANGE)
    held = {role: run(stack, f"SHOW GRANTS TO ROLE {role}") for role in ("MILVUS_ROLE", "JUPYTER_OWNER_ROLE")}
    assert {(row[1], row[2]) for row in held["MILVUS_ROLE"]} == {
        ("USAGE", it) for it in ("DATABASE", "SCHEMA", "SERVICE")
    }
    owners = {row[1:4] for row in held["JUPYTER_OWNER_ROLE"]}
    assert {("OWNERSHIP", "WAREHOUSE", "OWNED"), ("MODIFY", "DATABASE", "MILVUS_DEMO")} < owners
    assert ("MONITOR", "SERVICE", f"{SCHEMA}.MILVUS") not in owners


def test_what_is_gone_is_made_again(stack: Workspace, changes: list[Result]) -> None:
    made: set[str] = set()
    for statements in (GONE, GONE_WITH_ALL_IN_IT):
        for statement in statements:
            run(stack, statement)
        made |= set(re.findall(r"snowflake:index:(\w+) \S+ created", up(stack, "--refresh")))
        up(stack, "--refresh", NO_CHANGE)

    assert made == {it.type for it in changes if it.outcome is Outcome.WHOLE}


def test_an_owners_role_that_is_out_of_reach_is_reached_again_by_its_grant_alone(stack: Workspace) -> None:
    run(stack, "REVOKE ROLE JUPYTER_OWNER_ROLE FROM ROLE MILVUS_DEPLOYER_ROLE")
    with pytest.raises(ToolchainError, match="JUPYTER_OWNER_ROLE"):
        stack.pulumi("refresh", "--yes", "--skip-preview")

    stack.pulumi("refresh", "--yes", "--skip-preview", "--target", "**::access-jupyter-owner-role-to-deployer")
    up(stack)
    up(stack, "--refresh", NO_CHANGE)
