"""All changes of all resources of a stack that is up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from devkit.bench.workspace import Workspace
from devkit.service_user.making import Site
from standins_tests.conformance import plugin
from tests.drift.resources import Held, held
from tests.drift.trial import Result, Trial

DEPLOYER = "MILVUS_DEPLOYER_ROLE"
# what changes name, and services may be given
OTHERS = (
    "CREATE WAREHOUSE OTHER",
    "CREATE NETWORK RULE MILVUS_DEMO.PUBLIC.OTHER TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('example.com')",
    "CREATE EXTERNAL ACCESS INTEGRATION OTHER ALLOWED_NETWORK_RULES = (MILVUS_DEMO.PUBLIC.OTHER) ENABLED = TRUE",
    *(
        f"GRANT USAGE ON {what} OTHER TO ROLE {owner}_OWNER_ROLE"
        for what in ("WAREHOUSE", "INTEGRATION")
        for owner in ("MILVUS", "JUPYTER")
    ),
)
AFTERWARDS = (
    "DROP EXTERNAL ACCESS INTEGRATION OTHER",
    "DROP NETWORK RULE MILVUS_DEMO.PUBLIC.OTHER",
    "DROP WAREHOUSE OTHER",
)


def results(workspace: Workspace, command: Path | None = None) -> list[Result]:
    """Of the stand-in, or of the plugin whose executable is given."""
    by_role: dict[str, list[Held]] = {}
    for it in held(workspace):
        by_role.setdefault(it.role, []).append(it)
    with closing(Site(workspace.administrator).signed_in()) as connection, closing(connection.cursor()) as cursor:
        _run(cursor, f"USE ROLE {DEPLOYER}", "USE SECONDARY ROLES ALL", *OTHERS)
        found = [
            it for role, resources in by_role.items() for it in _of_role(workspace, role, resources, cursor, command)
        ]
        _run(cursor, *AFTERWARDS)
    return sorted(found, key=lambda it: (it.type, it.resource, it.property))


def _of_role(
    workspace: Workspace, role: str, resources: list[Held], cursor: Any, command: Path | None
) -> Iterator[Result]:
    who = workspace.administrator
    settings = plugin.settings(int(who["SNOWFLAKE_PORT"]), who["SNOWFLAKE_PASSWORD"], role, [])
    with plugin.real(command, settings) if command else plugin.stand_in(settings) as opened:
        for resource in resources:
            yield from Trial(opened, cursor).results(resource)


def _run(cursor: Any, *statements: str) -> None:
    for statement in statements:
        cursor.execute(statement)
