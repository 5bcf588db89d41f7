"""CREATE, ALTER, DROP, SHOW and DESCRIBE of any kind, from its table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from spcs_local.errors import (
    AlreadyExistsError,
    DoesNotExistError,
    HiddenObjectError,
    InsufficientPrivilegesError,
    NotSupportedError,
)
from spcs_local.handlers import tagging
from spcs_local.handlers.call import Call, Context
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import CREATE_CLAUSES
from spcs_local.kinds.kind import Column, Kind
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.objects import ACCOUNT_ID, StoredObject
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.statements.rules.base import Creating, Describing, Existing, Setting, Unsetting
from spcs_local.statements.rules.objects import AlterRename
from spcs_local.statements.statement import Statement
from spcs_local.statements.values import Options

# how the sentences call a kind
_LABELS = {
    "STAGE": "Stage area",
    "EXTERNAL ACCESS INTEGRATION": "Integration",
    "SECURITY INTEGRATION": "Integration",
}
DONE = "Statement executed successfully."


def label(kind: str) -> str:
    """The kind as sentences begin with it."""
    return _LABELS.get(kind, kind.title() if kind in ("IMAGE REPOSITORY", "COMPUTE POOL") else kind.capitalize())


def create(call: Call[Creating], kind_name: str) -> Result:
    """CREATE [OR REPLACE] … [IF NOT EXISTS]."""
    kind = call.kind(kind_name)
    options, tags = tagging.split(kind, call.statement.options)
    values = kind.read(options)
    with call.model.catalog.transaction():
        done = make(call, kind, values, tags)
    if done is None:
        return status(f"{quote(call.statement.name.last)} already exists, statement succeeded.")
    made, replaced = done
    _after_drop(call, replaced)
    return status(f"{label(kind.name)} {quote(made.name)} successfully created.")


def make(
    call: Call[Creating], kind: Kind, values: dict[str, Any], tags: Iterable[tagging.Given] = ()
) -> tuple[StoredObject, list[StoredObject]] | None:
    """Create within a transaction: the object and what it replaced; None if it was there and may be."""
    if not kind.create_privilege:
        raise NotSupportedError(f"CREATE {kind.name}")
    container, name = call.access.container(kind, call.statement.name)
    parent_id = None if container.id == ACCOUNT_ID else container.id
    call.access.require(container, kind.create_privilege, primary=True)
    if call.access.role_id is None:
        raise InsufficientPrivilegesError(container.kind, container.shown)
    existing = call.model.objects.find(kind.grant_word, name, parent_id)
    if existing is not None and stays(call, existing):
        return None
    change = replace(change_of(call), container=container, name=name, given=call.statement.options)
    if kind.hooks.check:
        kind.hooks.check(change, values)
    replaced = remove(call, existing) if existing is not None else []
    kept = {p.name: values[p.name] for p in kind.properties if p.stored}
    made = call.model.objects.create(kind, parent_id, name, call.access.role_id, kept)
    call.model.future_grants.apply(made)
    if kind.hooks.created:
        kind.hooks.created(change, made, values)
    tagging.give(call, made, tags)
    return made, replaced


def change_of(call: Call[Statement], before: StoredObject | None = None) -> Change:
    """What the hooks of a kind are told of the statement."""
    clauses = frozenset(name for name, _ in call.statement.written() if name in CREATE_CLAUSES)
    return Change(model=call.model, session=call.session, access=call.access, before=before, clauses=clauses)


def stays(call: Call[Creating], existing: StoredObject) -> bool:
    """Whether CREATE leaves the object of its name alone (IF NOT EXISTS); else it is replaced, or in the way."""
    if not call.access.sees(existing):
        raise HiddenObjectError(existing.kind, existing.shown)
    if call.statement.if_not_exists:
        return True
    if not call.statement.replaces:
        raise AlreadyExistsError(existing.shown)
    call.access.require(existing)
    return False


def alter_set(call: Call[Setting], kind_name: str) -> Result:
    """ALTER … SET."""
    options = call.statement.options
    return _alter(call, kind_name, lambda kind: kind.change(options), options)


def alter_unset(call: Call[Unsetting], kind_name: str) -> Result:
    """ALTER … UNSET."""
    return _alter(call, kind_name, lambda kind: kind.reset(call.statement.words), {})


def _alter(call: Call[Existing], kind_name: str, read: Callable[[Kind], dict[str, Any]], given: Options) -> Result:
    with call.model.catalog.transaction():
        found = find_or_skip(call, kind_name)
        if found is None:
            return status(DONE)
        kind = call.kind(found.kind)
        values = read(kind)
        if not (call.access.is_self(found) and kind.is_own(values)):
            call.access.require(found, *kind.alterers(values))
        change = replace(change_of(call, found), given=given)
        if kind.hooks.check:
            kind.hooks.check(change, values)
        kept = {p.name: values[p.name] for p in kind.properties if p.stored and p.name in values}
        changed = call.model.objects.change(found, kept)
        if kind.hooks.altered:
            kind.hooks.altered(change, changed, values)
    return status(DONE)


def rename(call: Call[AlterRename], kind_name: str) -> Result:
    """ALTER … RENAME TO: within its own schema or database."""
    with call.model.catalog.transaction():
        found = find_or_skip(call, kind_name)
        if found is None:
            return status(DONE)
        call.access.require(found)
        kind = call.kind(found.kind)
        new = call.statement.new_name
        container, name = call.access.container(kind, new if len(new.parts) > 1 else Name((*found.parents, new.last)))
        parent_id = None if container.id == ACCOUNT_ID else container.id
        if kind.rename_creates or parent_id != found.parent_id:
            call.access.require(container, kind.create_privilege)
        renamed = call.model.objects.rename(found, name, parent_id)
        if kind.hooks.renamed:
            kind.hooks.renamed(change_of(call, found), found, renamed)
    return status(DONE)


def drop(call: Call[Existing], kind_name: str, check: Callable[[StoredObject], None] | None = None) -> Result:
    """DROP [IF EXISTS]; `check` is what else may keep it from being dropped."""
    with call.model.catalog.transaction():
        found = find_or_skip(call, kind_name)
        if found is None:
            name = quote(call.statement.name.last)
            return status(f"Drop statement executed successfully ({name} already dropped).")
        call.access.require(found)
        if check is not None:
            check(found)
        removed = remove(call, found)
    _after_drop(call, removed)
    return status(f"{found.shown} successfully dropped.")


def remove(call: Call[Statement], found: StoredObject) -> list[StoredObject]:
    """Drop within a transaction: the object and all that lay in it."""
    removed = [found, *_descendants(call, found)]
    for item in reversed(removed):
        hook = call.kind(item.kind).hooks.drop
        if hook:
            hook(change_of(call, item), item)
    call.model.objects.drop(found)
    if found.kind == "WAREHOUSE" and call.session.warehouse == found.name:
        call.session.warehouse = None
    return removed


def _after_drop(call: Call[Statement], removed: list[StoredObject]) -> None:
    for item in removed:
        hook = call.kind(item.kind).hooks.dropped
        if hook:
            hook(change_of(call, item), item)


def _descendants(context: Context, found: StoredObject) -> Iterator[StoredObject]:
    for child in context.model.objects.children(found.id):
        yield child
        yield from _descendants(context, child)


def find_or_skip(call: Call[Existing], kind_name: str) -> StoredObject | None:
    """The statement's object; None if it is not there and IF EXISTS was said."""
    try:
        return call.find(kind_name, call.statement.name)
    except DoesNotExistError:
        if call.statement.if_exists:
            return None
        raise


def describe(call: Call[Describing], kind_name: str) -> Result:
    """DESCRIBE."""
    found = call.find(kind_name, call.statement.name)
    kind = call.kind(found.kind)
    if not kind.describe:
        raise NotSupportedError(f"DESCRIBE {kind.name}")
    if kind.name != "ROLE" and not call.access.is_self(found):  # roles are no secret
        wanted = kind.describe_privileges
        call.access.require(found, *(kind.privileges if wanted is None else wanted))
    if kind.describe_rows is not None:
        return Result(_headers(kind.describe), kind.describe_rows(found, call.view))
    return table(kind.describe, [found], call)


def table(columns: tuple[Column, ...], found: list[StoredObject], context: Context) -> Result:
    """One row an object."""
    view = context.view
    return Result(_headers(columns), [[column.value(item, view) for column in columns] for item in found])


def _headers(columns: tuple[Column, ...]) -> tuple[ResultColumn, ...]:
    return tuple(ResultColumn(column.name, column.type) for column in columns)
