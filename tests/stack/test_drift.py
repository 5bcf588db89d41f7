"""What somebody else changes: `refresh` sees it, and the `up` after it repairs it.

The stack is up on an account whose services are said to run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from devkit.bench.workspace import Workspace, opened
from devkit.service_user.making import Site

NOTEBOOK = "MILVUS_DEMO.PUBLIC.JUPYTER"
SERVICE_ROLE = f"SERVICE ROLE {NOTEBOOK}!ALL_ENDPOINTS_USAGE"
NO_CHANGE = "--expect-no-changes"


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
