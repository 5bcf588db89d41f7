"""Queries that the query engine reads."""

from __future__ import annotations

from spcs_local.statements.statement import Statement
from spcs_local.statements.types import StatementType


class Query(Statement):
    statement_type = StatementType.SELECT
    describable = True

    query_text: str
