"""Who needs what on what was there before."""

from __future__ import annotations

from typing import Any

import pytest

from components.existing_rights import Right, needed_rights
from components.owners import needs_of_owners
from components.service_specifications import load_specifications
from devkit.bench.workspace import named_images
from tests.unit.configuration import EVERYTHING_EXISTS, existing, loaded
from tests.unit.recording import ROOT, Program

BY = "DEPLOYER_ROLE"
TO_OWNERS = ("USAGE", "MONITOR", "OPERATE")


def rights(**changes: Any) -> list[Right]:
    settings = loaded(**changes)
    return needed_rights(settings, needs_of_owners(settings.services, load_specifications(settings.services)))


def told(**changes: Any) -> dict[tuple[str, str, bool], tuple[str, ...]]:
    """By role, object and whether the privileges are passed on."""
    return {(it.role, str(it.on or "account"), it.passed_on): it.privileges for it in rights(**changes)}


def test_nothing_is_needed_where_nothing_was_there_before() -> None:
    assert rights() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"database": existing("D")},
            {
                (BY, "database D", False): ("USAGE",),
                (BY, "schema D.PUBLIC", False): (
                    *("USAGE", "CREATE STAGE", "CREATE SECRET", "CREATE IMAGE REPOSITORY", "CREATE NETWORK RULE"),
                    "CREATE SNAPSHOT",
                ),
                (BY, "database D", True): ("USAGE",),
                (BY, "schema D.PUBLIC", True): ("USAGE", "CREATE SERVICE"),
            },
        ),
        (
            {"database": existing("D"), "schema": "OWN"},
            {(BY, "database D", False): ("USAGE", "CREATE SCHEMA"), (BY, "database D", True): ("USAGE",)},
        ),
        (
            {"database": existing("D"), "repository": existing("R"), "egressHosts": ""},
            {
                (BY, "database D", False): ("USAGE",),
                (BY, "schema D.PUBLIC", False): ("USAGE", "CREATE STAGE", "CREATE SECRET", "CREATE SNAPSHOT"),
                (BY, "image repository D.PUBLIC.R", False): ("WRITE",),
                (BY, "database D", True): ("USAGE",),
                (BY, "schema D.PUBLIC", True): ("USAGE", "CREATE SERVICE"),
                (BY, "image repository D.PUBLIC.R", True): ("READ",),
            },
        ),
        ({"warehouse": existing("W")}, {(BY, "warehouse W", True): ("USAGE",)}),
        ({"milvusPool": existing("P")}, {(BY, "compute pool P", True): TO_OWNERS}),
        ({"egressIntegration": existing("E")}, {(BY, "integration E", True): ("USAGE",)}),
        ({"role": existing("R")}, {(BY, "role R", True): ("OWNERSHIP",)}),
        ({"user": existing("U"), "milvusUserPassword": ""}, {}),
        ({"ownerRole": existing("O")}, {}),
        ({"notebookOwnerRole": existing("O")}, {("O", "account", False): ("BIND SERVICE ENDPOINT",)}),
        (
            {"notebookOwnerRole": existing("O"), "jupyterPool": existing("P"), "warehouse": existing("W")},
            {
                ("O", "warehouse W", False): ("USAGE",),
                (BY, "warehouse W", True): ("USAGE",),
                ("O", "compute pool P", False): TO_OWNERS,
                ("O", "account", False): ("BIND SERVICE ENDPOINT",),
            },
        ),
    ],
)
def test_each_kind_alone(changes: dict[str, Any], expected: dict[tuple[str, str, bool], tuple[str, ...]]) -> None:
    assert told(**changes) == expected


def test_a_repository_that_nothing_is_pushed_to_is_not_written_to() -> None:
    given = named_images("d/public/r", "1")
    found = told(database=existing("D"), repository=existing("R"), services=given)
    assert (BY, "image repository D.PUBLIC.R", False) not in found


def test_each_part_is_granted_by_its_role() -> None:
    roles = {"grants": "REGISTRAR", "storage": "LIBRARIAN", "account": "CARETAKER"}
    found = {
        on: role
        for role, on, _ in told(role=existing("R"), milvusPool=existing("P"), warehouse=existing("W"), roles=roles)
    }
    assert found == {"role R": "REGISTRAR", "compute pool P": "CARETAKER", "warehouse W": "LIBRARIAN"}


def test_where_everything_was_there_before_all_that_the_program_would_grant_is_required(program: Program) -> None:
    """What the program grants to its own roles on its own objects, roles that are there have to have."""
    granted = {
        (it.inputs["accountRoleName"], privilege, _kind(it.inputs))
        for it in program(services={"third": {"like": "milvus", "pool": "milvus", "owner": "OTHERS"}}).resources
        if it.type.endswith(":GrantPrivilegesToAccountRole")
        for privilege in it.inputs["privileges"]
    }
    ours = {kind for _, _, kind in granted} & {"SECRET", "SERVICE", "STAGE"}
    changes = {
        **EVERYTHING_EXISTS,
        "services": {"third": {"like": "milvus", "pool": "milvus", "owner": existing("OTHERS")}},
    }
    found = {
        (right.role, privilege, right.on.kind.word.upper() if right.on else "ACCOUNT")
        for right in rights(**changes)
        if not right.passed_on and right.role != BY
        for privilege in right.privileges
    }
    names = {"MILVUS_ROLE": "ANALYSTS", "MILVUS_OWNER_ROLE": "SERVICES_OWNER", "JUPYTER_OWNER_ROLE": "NOTEBOOKS_OWNER"}
    assert found == {(names.get(role, role), name, kind) for role, name, kind in granted if kind not in ours}


def _kind(inputs: dict[str, Any]) -> str:
    on = inputs.get("onAccountObject") or inputs.get("onSchemaObject")
    return str(on["objectType"]) if on else "SCHEMA" if "onSchema" in inputs else "ACCOUNT"


def test_the_page_names_every_privilege_that_is_needed() -> None:
    page = (ROOT / "docs" / "existing.md").read_text(encoding="utf-8")
    needed = [
        *rights(database=existing("D")),
        *rights(database=existing("D"), schema="S"),
        *rights(**EVERYTHING_EXISTS),
    ]
    for right in needed:
        (row,) = [it for it in page.splitlines() if right.on and it.startswith(f"| {_called(right)} |")] or [page]
        assert [name for name in right.privileges if name not in row] == []


def _called(right: Right) -> str:
    assert right.on is not None
    return right.on.kind.word
