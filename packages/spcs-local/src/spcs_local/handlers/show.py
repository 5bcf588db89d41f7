"""SHOW of any kind: where it looks, and its filters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from spcs_local.errors import CannotUseError, SnowflakeError
from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.object_lifecycle import table
from spcs_local.handlers.syntax import check
from spcs_local.kinds.databases import information_schema
from spcs_local.kinds.kind import Kind
from spcs_local.model.identifiers import Name
from spcs_local.model.object_kinds import ACCOUNT, DATABASE, SCHEMA
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import integer
from spcs_local.model.query_result import Result

_TERSE = ("created_on", "name", "kind", "database_name", "schema_name")
MOST_ROWS = 10_000
# the snow CLI looks for repositories in this schema of every account before it looks in the account
_SYSTEM_IMAGES = Name(("SNOWFLAKE", "IMAGES"))
_NOWHERE = 0


def show(call: Call, kind_name: str) -> Result:
    """SHOW [TERSE] … [LIKE] [IN] [STARTS WITH] [LIMIT]."""
    kind = call.kind(kind_name)
    check(call, kind)
    wanted = filters(call)
    found = [item for item in listed(call, kind) if call.access.lists(item)]
    if kind.name == SCHEMA:
        found = sorted([*found, *_information_schemas(call)], key=lambda item: item.path.parts)
    found = [item for item in found if wanted(item.name)]
    columns = tuple(c for c in kind.show if c.name in _TERSE) if call.args.get("terse") else kind.show
    return table(columns, limited(call, found), call)


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


def filters(call: Call) -> Callable[[str], bool]:
    """LIKE and STARTS WITH of a statement together."""
    matches = like(call.args["like"]) if "like" in call.args else None
    prefix = call.args.get("starts_with", "")
    return lambda name: name.startswith(prefix) and (matches is None or matches(name))


def limited(call: Call, found: list[StoredObject]) -> list[StoredObject]:
    """LIMIT n [FROM 'name'] of a statement."""
    limit = call.args.get("limit")
    if limit is None:
        return found[:MOST_ROWS]
    count, after = (limit[0], limit[1]) if isinstance(limit, list) else (limit, None)
    if after is not None:
        found = [item for item in found if item.name > after]
    return found[: min(integer()("LIMIT", count), MOST_ROWS)]


def at_most(handle: Handler) -> Handler:
    """A handler whose statement may end in LIMIT n alone."""

    def handler(call: Call) -> Result:
        result = handle(call)
        most = call.args.get("most")
        return result if most is None else replace(result, rows=result.rows[: integer()("LIMIT", most)])

    return handler


def scope(call: Call, kind: Kind) -> tuple[int | None, int | None]:
    """The ids of the database and schema that a SHOW looks in."""
    if kind.scope == ACCOUNT or "in_account" in call.args:
        return None, None
    if call.args.get("in_schema") == _SYSTEM_IMAGES and kind.name == "IMAGE REPOSITORY":
        return None, _NOWHERE
    if "in_schema" in call.args:
        return None, _schema(call, call.args["in_schema"])
    if "in_database" in call.args:
        return _database(call, call.args["in_database"]), None
    if "in_any" in call.args:
        return _any(call, kind, call.args["in_any"])
    if call.session.database is None:
        return None, None
    if kind.scope == DATABASE or call.session.schema is None:
        return _database(call, True), None
    return None, _schema(call, True)


def listed(call: Call, kind: Kind) -> list[StoredObject]:
    """All of a kind where the statement looks."""
    database, schema = scope(call, kind)
    same = [k.name for k in call.language.kinds.values() if k.granted_on == kind.name] or [kind.name]
    return [item for name in same for item in call.model.objects.list(name, database, schema)]


def _information_schemas(call: Call) -> list[StoredObject]:
    database, _ = scope(call, call.kind(SCHEMA))
    databases = [item for item in call.model.objects.list(DATABASE) if database in (None, item.id)]
    return [information_schema(item) for item in databases if call.access.sees(item)]


def _database(call: Call, name: Name | bool) -> int:
    wanted = name if isinstance(name, Name) else Name((call.session.database or "",))
    return _visible(call, DATABASE, wanted).id


def _schema(call: Call, name: Name | bool) -> int:
    if isinstance(name, Name):
        return _visible(call, SCHEMA, name).id
    return _visible(call, SCHEMA, Name((call.session.database or "", call.session.schema or ""))).id


def _any(call: Call, kind: Kind, name: Name) -> tuple[int | None, int | None]:
    if kind.scope == SCHEMA and len(name.parts) == 2:
        return None, _schema(call, name)
    if kind.scope == SCHEMA and call.session.database is not None:
        try:
            return None, _schema(call, name)
        except CannotUseError:
            return _database(call, name), None
    return _database(call, name), None


def _visible(call: Call, kind: str, name: Name) -> StoredObject:
    try:
        return call.access.find(call.kind(kind), name)
    except SnowflakeError:
        raise CannotUseError from None
