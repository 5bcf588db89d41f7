"""Who is granted privileges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components import grants
from components.sql import Existing, Identifier
from tests.unit.recording import Program, record

SYSTEM_ROLES = {"ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN", "ORGADMIN", "PUBLIC"}


def test_grant_nothing_to_a_system_role(program: Program) -> None:
    recording = program()
    grantees = {item.inputs["accountRoleName"] for item in recording.of_type(":GrantPrivilegesToAccountRole").values()}
    assert grantees == {"MILVUS_ROLE", "MILVUS_OWNER_ROLE", "JUPYTER_OWNER_ROLE"}
    assert not grantees & SYSTEM_ROLES


@pytest.mark.parametrize(
    ("on", "role", "made"),
    [
        (lambda: grants.on_account_object("DATABASE", Existing("D")), Existing("R"), False),
        (lambda: grants.on_schema(Existing("D"), Existing("S")), Existing("R"), False),
        (lambda: grants.on_schema_object("STAGE", Existing("D"), Existing("S"), Existing("T")), Existing("R"), False),
        (lambda: grants.on_account(), Existing("R"), False),
        (lambda: grants.on_account(), Identifier("R"), True),
        (lambda: grants.on_account_object("DATABASE", Existing("D")), Identifier("R"), True),
        (lambda: grants.on_account_object("DATABASE", Identifier("D")), Existing("R"), True),
        (lambda: grants.on_schema(Existing("D"), Identifier("S")), Existing("R"), True),
        (lambda: grants.on_schema_object("STAGE", Existing("D"), Existing("S"), Identifier("T")), Existing("R"), True),
    ],
)
def test_grant_nothing_between_two_that_were_there_before(
    on: Callable[[], grants.On], role: Identifier, made: bool
) -> None:
    found: list[Any] = []
    recording = record(lambda: found.append(grants.grant("grant", role, on(), pulumi.ResourceOptions(), ["USAGE"])))
    assert len(recording.of_type(":GrantPrivilegesToAccountRole")) == made
    assert grants.made({"it": found[0]}) == ({"it": found[0]} if made else {})
