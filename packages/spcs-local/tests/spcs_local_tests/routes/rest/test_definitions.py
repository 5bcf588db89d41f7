"""Definitions as statements."""

from __future__ import annotations

from spcs_local.kinds.standard import KINDS
from spcs_local.model.identifiers import Name
from spcs_local.routes.rest.definitions import create
from spcs_local.routes.rest.path import read
from spcs_local.statements.parser import Parser
from spcs_local.statements.rules.objects import Create

DATABASE = next(kind for kind in KINDS if kind.name == "DATABASE")


def test_values_of_a_definition_end_no_literal() -> None:
    awkward = "'; DROP DATABASE D; -- \\' $$ \\"
    sql = create(read(["databases"]), DATABASE, {"name": "d", "comment": awkward}, "errorIfExists")
    made = Create(kind="DATABASE", name=Name(("D",)), options={"COMMENT": awkward})
    assert Parser([Create]).parse(sql) == made


def test_what_an_answer_tells_is_taken_back_and_changes_nothing() -> None:
    told = {"name": "d", "owner": "R", "created_on": "2026-01-01", "kind": "PERMANENT", "comment": None}
    assert create(read(["databases"]), DATABASE, told, "errorIfExists") == "CREATE DATABASE D"
