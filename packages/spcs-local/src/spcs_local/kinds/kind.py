"""A kind of object with what statements show of it and do besides: SHOW, DESCRIBE and ALTER derive from its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from spcs_local.kinds.change import Change
from spcs_local.kinds.view import View
from spcs_local.model.object_kinds import ObjectKind
from spcs_local.model.objects import StoredObject

Values = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column of SHOW or DESCRIBE; `value(object, view)` gives what is printed."""

    name: str
    value: Callable[[StoredObject, View], Any]
    type: str = "TEXT"


@dataclass(frozen=True)
class Hooks:
    """What a kind does beyond its row; all but `dropped` inside the statement's transaction."""

    check: Callable[[Change, Values], None] | None = None  # the values, before CREATE and ALTER
    created: Callable[[Change, StoredObject, Values], None] | None = None  # the new object and its values
    altered: Callable[[Change, StoredObject, Values], None] | None = None  # the object and its changed values
    renamed: Callable[[Change, StoredObject, StoredObject], None] | None = None  # the object before and after
    drop: Callable[[Change, StoredObject], None] | None = None  # before its row goes
    dropped: Callable[[Change, StoredObject], None] | None = None  # after the commit: files, images


@dataclass(frozen=True, kw_only=True)
class Kind(ObjectKind):
    """A kind as statements have it."""

    show: tuple[Column, ...]
    describe: tuple[Column, ...] = ()
    describe_rows: Callable[[StoredObject, View], list[list[Any]]] | None = None
    hooks: Hooks = field(default_factory=Hooks)
