"""Grants of the REST API, as statements, and what they answer as it tells it.

https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/reference
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from spcs_local.errors import InvalidValueError, MissingPropertyError, NotSupportedError
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.routes.rest.definitions import flag, spaced
from spcs_local.routes.rest.path import folded
from spcs_local.routes.rest.shapes import Row, Shape

_WORDS = re.compile(r"[A-Za-z]+(?:[ _-][A-Za-z]+)*")
_MODES = {"", "CASCADE", "RESTRICT"}
Body = Mapping[str, Any]


def change(grantee: str, body: Body, *, future: bool = False, revoked: bool = False, mode: str = "") -> str:
    """GRANT or REVOKE of what a body names, to or from `ROLE name` or `USER name`."""
    kind = _words(body.get("securable_type"), "securable_type")
    option = flag(body.get("grant_option") or False, "grant_option")
    if kind == "ROLE" and not body.get("privileges"):
        role = _securable(body.get("securable"))
        return spaced("REVOKE" if revoked else "GRANT", "ROLE", role, "FROM" if revoked else "TO", grantee)
    if mode.upper() not in _MODES:
        raise InvalidValueError(mode, "mode")
    given = body.get("privileges") or []
    if not isinstance(given, list):
        raise InvalidValueError(given, "privileges")
    privileges = ", ".join(_words(item, "privileges") for item in given)
    if not privileges:
        raise MissingPropertyError("privileges")
    what = f"{privileges} ON {_target(kind, body, future)}"
    if revoked:
        return spaced("REVOKE", "GRANT OPTION FOR" if option else "", what, "FROM", grantee, mode.upper())
    return spaced("GRANT", what, "TO", grantee, "WITH GRANT OPTION" if option else "")


def from_path(segments: list[str], body: Body) -> Body:
    """The body that says what the path and the body of another form say together.

    `role/R/database/D/privileges[/USAGE[/grant-option]]`, `role/R/all|future/schemas/database/D/privileges…`
    """
    at = _privileges_at(segments)
    target, after = segments[2:at], segments[at + 1 :]
    given: dict[str, Any] = {"grant_option": after[1:] == ["grant-option"], **body}
    if after:
        given["privileges"] = after[:1]
    if len(target) == 2:
        return given | {"securable_type": target[0], "securable": {"name": target[1]}}
    database, _, schema = target[3].partition(".")
    scope = {"database": database, "schema": schema}
    return given | {"securable_type": _singular(target[1]), "containing_scope": scope}


def is_future(segments: list[str]) -> bool:
    """Whether such a path is of objects to come."""
    return _privileges_at(segments) == 6 and segments[2] == "future"


def grantee_of(segments: list[str]) -> str:
    """`ROLE name` or `USER name` of a path."""
    kind = segments[0].upper()
    if kind not in ("ROLE", "USER"):
        raise NotSupportedError(f"A grant to a {segments[0]}")
    return f"{kind} {Name((folded(segments[1]),))}"


def _privileges_at(segments: list[str]) -> int:
    at = segments.index("privileges") if "privileges" in segments else 0
    if at not in (4, 6):
        raise NotSupportedError(f"grants/{'/'.join(segments)}")
    return at


def _target(kind: str, body: Body, future: bool) -> str:
    scope = body.get("containing_scope")
    if scope is not None and not isinstance(scope, dict):
        raise InvalidValueError(scope, "containing_scope")
    if scope is None:
        return "ACCOUNT" if kind == "ACCOUNT" else f"{kind} {_securable(body.get('securable'))}"
    plural = kind[:-1] + "IES" if kind.endswith("Y") else kind + "S"
    database, schema = scope.get("database"), scope.get("schema")
    place = f"SCHEMA {_name(database)}.{_name(schema)}" if schema else f"DATABASE {_name(database)}"
    return f"{'FUTURE' if future else 'ALL'} {plural} IN {place}"


def _singular(plural: str) -> str:
    word = plural.upper()
    return word.removesuffix("IES") + "Y" if word.endswith("IES") else word.removesuffix("S")


def _securable(securable: Any) -> str:
    given = {} if securable is None else securable
    if not isinstance(given, dict):
        raise InvalidValueError(given, "securable")
    parts = [given[key] for key in ("database", "schema", "name") if given.get(key)]
    if not parts:
        raise MissingPropertyError("securable")
    return ".".join(_name(part) for part in parts)


def _name(written: Any) -> str:
    parsed = parse_name(str(written))
    if parsed is None:
        raise InvalidValueError(written, "name")
    return str(parsed)


def _words(value: Any, what: str) -> str:
    text = str(value or "")
    if not _WORDS.fullmatch(text):
        raise InvalidValueError(text, what)
    return re.sub("[_-]", " ", text).upper()


def _held(row: Row) -> Row:
    """What roles/R/grants and users/U/grants tell of a grant."""
    name = parse_name(str(row["name"]).partition("(")[0])
    parts = name.parts if name else (str(row["name"]),)
    places = dict(zip(("database", "schema"), parts[:-1], strict=False))
    return {"securable": {**places, "name": parts[-1]}, **_common(row)}


def _common(row: Row) -> Row:
    return {
        "securable_type": row["granted_on"] if "granted_on" in row else row["grant_on"],
        "grant_option": row["grant_option"] == "true",
        "privileges": [row["privilege"]],
        "created_on": row["created_on"],
        "granted_by": row.get("granted_by"),
    }


def _to_come(row: Row) -> Row:
    name = parse_name(re.sub(r"\.<.*>$", "", str(row["name"])))
    parts = name.parts if name else ()
    return {"containing_scope": dict(zip(("database", "schema"), parts, strict=False)), **_common(row)}


def _told(row: Row) -> Row:
    """What grants/role/R tells of a grant."""
    return {
        **_common(row),
        "securable_name": row["name"],
        "grantee_type": row["granted_to"],
        "grantee_name": row["grantee_name"],
        "granted_by_role_type": "ROLE",
        "granted_by_name": row.get("granted_by"),
    }


HELD, TO_COME, TOLD = Shape(whole=_held), Shape(whole=_to_come), Shape(whole=_told)
