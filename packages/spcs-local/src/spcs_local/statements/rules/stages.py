"""Statements about files on stages."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from spcs_local.statements.rules.base import Existing
from spcs_local.statements.rules.objects import OfKind
from spcs_local.statements.statement import Statement
from spcs_local.statements.types import StatementType
from spcs_local.statements.values import Options, Value


class Put(Statement):
    file: str
    stage: str
    options: Options = field(default_factory=dict)


class Get(Statement):
    stage: str
    file: str
    options: Options = field(default_factory=dict)


class ListFiles(Statement):
    statement_type = StatementType.LIST_FILES
    describable = True

    stage: str
    pattern: str | None = None


class CopyFiles(Statement):
    copy_target: str
    stage: str
    copied_files: list[Any] | dict[str, Any] | None = None
    pattern: str | None = None
    detailed_output: Value | None = None


class RefreshDirectoryTable(Existing, OfKind):
    subpath: str | None = None


class RemoveFiles(Statement):
    statement_type = StatementType.REMOVE_FILES

    stage: str
    pattern: str | None = None
