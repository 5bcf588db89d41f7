"""Statements of every kind of object whose properties alone say what it is."""

from __future__ import annotations

from spcs_local.model.identifiers import Name
from spcs_local.statements.rules.base import (
    Describing,
    Existing,
    Listing,
    Named,
    Replacing,
    Scope,
    Setting,
    SettingTags,
    Unsetting,
    UnsettingTags,
)
from spcs_local.statements.statement import Phrase


class OfKind(Named):
    """A statement that says of which kind its object is."""

    kind: str


class Create(Replacing, OfKind):
    transient: bool = False
    managed_access: bool = False


class AlterSet(Setting, OfKind):
    pass


class AlterUnset(Unsetting, OfKind):
    pass


class AlterRename(Existing, OfKind):
    new_name: Name


class AlterAction(Existing, OfKind):
    action: str


class AlterSetTags(SettingTags, OfKind):
    pass


class AlterUnsetTags(UnsettingTags, OfKind):
    pass


class Drop(Existing, OfKind):
    drop_mode: str | None = None


class Show(Listing):
    plural: str
    terse: bool = False
    in_scope: Scope | None = None


class InTable(Phrase):
    name: Name


class ShowAbsent(Listing):
    absent: str
    terse: bool = False
    in_scope: Scope | None = None
    in_table: InTable | None = None


class Describe(Describing, OfKind):
    pass
