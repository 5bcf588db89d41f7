"""SHOW of any kind: where it looks, and its filters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from spcs_local.errors import CannotUseError, NotSupportedError, SnowflakeError
from spcs_local.handlers.call import Call, Context
from spcs_local.handlers.object_lifecycle import table
from spcs_local.handlers.syntax import check
from spcs_local.kinds.databases import information_schema
from spcs_local.kinds.kind import Kind
from spcs_local.model.identifiers import Name
from spcs_local.model.object_kinds import ACCOUNT, DATABASE, SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import integer
from spcs_local.model.query_result import Result
from spcs_local.statements.rules.base import InAccount, InAny, InDatabase, InSchema, Limit, Listing, Scope

_TERSE = ("created_on", "name", "kind", "database_name", "schema_name")
MOST_ROWS = 10_000
# the snow CLI looks for repositories in this schema of every account before it looks in the account
_SYSTEM_IMAGES = Name(("SNOWFLAKE", "IMAGES"))
_NOWHERE = 0


def show(call: Call[Listing], kind_name: str, scope: Scope | None = None, *, terse: bool = False) -> Result:
    """SHOW [TERSE] … [LIKE] [IN] [STARTS WITH] [LIMIT]."""
    kind = call.kind(kind_name)
    check(call, kind)
    wanted = filters(call.statement.like, call.statement.starts_with)
    found = listed(call, kind, scope, wanted)
    if kind.name == SCHEMA:
        more = [item for item in _information_schemas(call, scope) if wanted(item.name)]
        found = sorted([*found, *more], key=lambda item: item.path.parts)
    columns = tuple(c for c in kind.show if c.name in _TERSE) if terse else kind.show
    return table(columns, limited(found, call.statement.limit), call)


def like(pattern: str) -> Callable[[str], bool]:
    """SHOW's LIKE: any case, % and _, escaped by a backslash."""
    segments = [""]
    for piece in re.findall(r"\\.|.", pattern, re.DOTALL):
        if piece == "%":
            segments.append("")
        else:
            segments[-1] += "." if piece == "_" else re.escape(piece[-1])
    first, *middle = segments
    last = f".*{middle.pop()}" if middle else ""
    # the first place that a segment fits is as good as any other: without going back, no pattern takes long
    matcher = re.compile(first + "".join(f"(?>.*?{segment})" for segment in middle) + last, re.IGNORECASE | re.DOTALL)
    return lambda name: matcher.fullmatch(name) is not None


def filters(pattern: str | None, prefix: str | None = None) -> Callable[[str], bool]:
    """LIKE and STARTS WITH of a statement together."""
    matches = None if pattern is None else like(pattern)
    return lambda name: name.startswith(prefix or "") and (matches is None or matches(name))


def limited(found: list[StoredObject], limit: Limit | None) -> list[StoredObject]:
    """LIMIT n [FROM 'name'] of a statement."""
    if limit is None:
        return found[:MOST_ROWS]
    if limit.after is not None:
        found = [item for item in found if item.name > limit.after]
    return found[: min(integer()("LIMIT", limit.count), MOST_ROWS)]


def at_most(result: Result, most: str | None) -> Result:
    """LIMIT n alone."""
    return result if most is None else replace(result, rows=result.rows[: integer()("LIMIT", most)])


def listed(
    context: Context, kind: Kind, scope: Scope | None, wanted: Callable[[str], bool] | None = None
) -> list[StoredObject]:
    """All of a kind where a SHOW looks that it lists for who asks, by their names."""
    database, schema = place(context, kind, scope)
    same = [k.name for k in context.language.kinds.values() if k.granted_on == kind.name] or [kind.name]
    found = [item for name in same for item in context.model.objects.list(name, database, schema, wanted)]
    return context.access.listed(found)


def place(context: Context, kind: Kind, scope: Scope | None) -> tuple[int | None, int | None]:
    """The ids of the database and schema that a SHOW looks in, which have to be there for who asks."""
    if kind.scope == ACCOUNT:
        return None, None
    match scope:
        case InAccount():
            return None, None
        case InSchema(name=name) if name == _SYSTEM_IMAGES and kind.name == "IMAGE REPOSITORY":
            return None, _NOWHERE
        case InSchema(name=name):
            return None, _schema(context, name)
        case InDatabase(name=name):
            return _database(context, name), None
        case InAny(name=name):
            return _any(context, kind, name)
        case None:
            return _usual_place(context, kind)


def _usual_place(context: Context, kind: Kind) -> tuple[int | None, int | None]:
    """Where a SHOW looks that does not say where."""
    if context.session.database is None:
        return None, None
    if kind.scope == DATABASE or context.session.schema is None:
        return _database(context), None
    return None, _schema(context)


def _information_schemas(context: Context, scope: Scope | None) -> list[StoredObject]:
    database, _ = place(context, context.kind(SCHEMA), scope)
    databases = [item for item in context.model.objects.list(DATABASE) if database in (None, item.id)]
    return [information_schema(item) for item in context.access.listed(databases)]


def _database(context: Context, name: Name | None = None) -> int:
    return _visible(context, DATABASE, name or Name((context.session.database or "",))).id


def _schema(context: Context, name: Name | None = None) -> int:
    return _visible(context, SCHEMA, name or Name((context.session.database or "", context.session.schema or ""))).id


def _any(context: Context, kind: Kind, name: Name) -> tuple[int | None, int | None]:
    if kind.scope == SCHEMA and len(name.parts) == 2:
        return None, _schema(context, name)
    if kind.scope == SCHEMA and context.session.database is not None:
        try:
            return None, _schema(context, name)
        except CannotUseError:
            return _database(context, name), None
    return _database(context, name), None


def _visible(context: Context, kind: str, name: Name) -> StoredObject:
    try:
        return context.access.find(context.kind(kind), name)
    except NotSupportedError:
        raise
    except SnowflakeError:
        raise CannotUseError from None
