"""Definitions of the REST API as statements."""

from __future__ import annotations

from spcs_local.model.identifiers import Name
from spcs_local.statements.definitions import Target, create
from spcs_local.statements.parser import Parser
from spcs_local.statements.rules.objects import Create


def test_values_of_a_definition_end_no_literal() -> None:
    awkward = "'; DROP DATABASE D; -- \\' $$ \\"
    sql = create(Target("DATABASE", "DATABASES"), {"name": "d", "comment": awkward}, "errorIfExists")
    made = Create(kind="DATABASE", name=Name(("D",)), options={"COMMENT": awkward})
    assert Parser([Create]).parse(sql) == made
