"""Definitions of objects, as statements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from spcs_local.errors import InvalidValueError, MissingPropertyError, NotSupportedError, SnowflakeError
from spcs_local.handlers.show import MOST_ROWS
from spcs_local.kinds.kind import Kind
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import Property, boolean, integer
from spcs_local.routes.rest.path import Path
from spcs_local.statements.literals import literal, option

# create modes by the value of the query's createMode
CREATE_MODES = {"errorifexists": ("", ""), "orreplace": ("OR REPLACE", ""), "ifnotexists": ("", "IF NOT EXISTS")}
_LISTING = {"like": "LIKE", "startsWith": "STARTS WITH"}
# these are names in SQL, and text in a definition
_NAMES = frozenset(("external_access_integrations", "instance_family", "query_warehouse"))
_DURABLE = ("PERMANENT", "TRANSIENT")
Definition = Mapping[str, Any]


def create(path: Path, kind: Kind, definition: Definition, mode: str) -> str:
    """CREATE of a definition."""
    if mode.lower() not in CREATE_MODES:
        raise InvalidValueError(mode, "createMode")
    replace, unless = CREATE_MODES[mode.lower()]
    given = _settled(path, kind, definition)
    name = str(named(path, given.pop("name", None)))
    before, after = _clauses(path, given)
    return spaced("CREATE", replace, before, kind.name, unless, name, *after, *_options(path, given).values())


def execute_job(path: Path, kind: Kind, definition: Definition) -> str:
    """EXECUTE JOB SERVICE of a definition."""
    given = _settled(path, kind, definition)
    name, asynchronous = named(path, given.pop("name", None)), given.pop("is_async_job", None)
    _, (pool, *source) = _clauses(path, given)
    options = [f"NAME = {name}", *([option("ASYNC", asynchronous)] if asynchronous is not None else [])]
    return spaced("EXECUTE JOB SERVICE", pool, *source, *options, *_options(path, given).values())


def alter(path: Path, kind: Kind, definition: Definition, found: StoredObject, shown: Definition) -> list[str]:
    """What makes an object that is there what a definition says; what it leaves out goes back to its default."""
    given = _settled(path, kind, definition)
    given.pop("name", None)
    head = f"ALTER {kind.name} {path.full_name}"
    statements = []
    if kind.name == "SERVICE":
        pool, *source = _service_clauses(given)
        if pool != f"IN COMPUTE POOL {_name('compute_pool', shown['compute_pool'])}":
            raise NotSupportedError("Another compute pool of a service")
        statements.append(spaced(head, *source))
    else:
        (durability, managed), (as_it_is, is_managed) = _clauses(path, given), _clauses(path, dict(shown))
        # a schema of a transient database is transient, whatever it is asked to be
        if durability != as_it_is and not (kind.name == "SCHEMA" and as_it_is):
            raise NotSupportedError(f"Another KIND of a {kind.name.lower()} that is there")
        if managed != is_managed:
            statements.append(f"{head} {'ENABLE' if managed else 'DISABLE'} MANAGED ACCESS")
    options = _options(path, given)
    known = {p.name: p for p in kind.properties}
    kept = {**found.properties, "COMMENT": found.comment}
    changed = [text for name, text in options.items() if not _same(known.get(name), path, given, kept.get(name))]
    told = {path.resource.renamed.get(key, key).upper() for key in shown}
    dropped = [
        name for name, p in kind.resettable.items() if name not in options and name in told and kept[name] != p.default
    ]
    statements += [spaced(head, "SET", *changed)] if changed else []
    return statements + ([spaced(head, "UNSET", ", ".join(dropped))] if dropped else [])


def drop(path: Path, kind: Kind, query: Mapping[str, str]) -> str:
    """DROP of one object."""
    return spaced("DROP", kind.name, if_exists(query), str(path.full_name))


def if_exists(query: Mapping[str, str]) -> str:
    """IF EXISTS, where a request's parameters ask for it."""
    return "IF EXISTS" if flag(query.get("ifExists", "false"), "ifExists") else ""


def show(path: Path, kind: Kind, query: Mapping[str, str]) -> str:
    """SHOW of those of a kind in the place asked for that a request's parameters leave, or of the one asked for."""
    place = ""
    if path.parents:
        place = f"IN {('DATABASE', 'SCHEMA')[len(path.parents) - 1]} {Name(path.parents)}"
    clauses = {word: literal(query[name]) for name, word in _LISTING.items() if name in query}
    if path.name is not None:
        clauses["LIKE"] = literal(re.sub(r"([\\%_])", r"\\\1", path.full_name.last))
    like = f"LIKE {clauses.pop('LIKE')}" if "LIKE" in clauses else ""
    return spaced(
        "SHOW", kind.plural, like, place, *(f"{word} {text}" for word, text in clauses.items()), _limit(query)
    )


def check_named(path: Path, definition: Definition) -> None:
    """That a definition says no other name than its path."""
    if definition.get("name") is not None and named(path, definition["name"]) != path.full_name:
        raise InvalidValueError(definition["name"], "name")


def named(path: Path, written: Any) -> Name:
    """A definition's name, under this request's parents."""
    parsed = parse_name(str(written or ""))
    if parsed is None or len(parsed.parts) != 1:
        raise InvalidValueError(written, "name")
    return Name((*path.parents, parsed.last))


def most_shown(query: Mapping[str, str]) -> str:
    """LIMIT of a request for so many."""
    if "showLimit" not in query:
        return ""
    return f"LIMIT {integer(1, MOST_ROWS)('showLimit', query['showLimit'])}"


def flag(value: Any, name: str) -> bool:
    """A truth value of a body, or of a request's parameter as text."""
    return boolean(name, str(value) if isinstance(value, bool) else value)


def spaced(*words: str) -> str:
    """Those words that are there."""
    return " ".join(word for word in words if word)


def _limit(query: Mapping[str, str]) -> str:
    if "showLimit" not in query and "fromName" not in query:
        return ""
    most = most_shown(query) or "LIMIT 10000"
    return spaced(most, f"FROM {literal(query['fromName'])}" if "fromName" in query else "")


def _settled(path: Path, kind: Kind, definition: Definition) -> dict[str, Any]:
    """What of a definition is to be made: whatever else an answer tells is taken back as well, and changes nothing."""
    _check_places(path, definition)
    properties = {p.name for p in kind.properties}
    told = {path.resource.shape.renamed.get(c.name, c.name): c.type for c in (*kind.show, *kind.describe)}
    for key in ("name", "kind", "spec", "compute_pool", "is_async_job", "managed_access"):
        told.pop(key, None)
    names, settled = path.resource.renamed, {}
    for key, value in definition.items():
        if value is None:
            continue
        if names.get(key, key).upper() in properties or key not in told:
            settled[key] = value
        elif key in path.resource.shape.flags:
            flag(value, key)
        elif told[key] == "FIXED" or key in path.resource.shape.numbers:
            integer()(key, value)
    return settled


def _check_places(path: Path, definition: Definition) -> None:
    """What a definition says of where it lies has to be what the path says."""
    for key, place in zip(("database_name", "schema_name"), path.parents, strict=False):
        if definition.get(key) is not None and _name(key, definition[key]).parts != (place,):
            raise InvalidValueError(definition[key], key)


def _options(path: Path, given: Definition) -> dict[str, str]:
    """`NAME = value` of each property, by its name."""
    names = path.resource.renamed
    return {names.get(key, key).upper(): option(names.get(key, key), _value(path, key, given[key])) for key in given}


def _same(known: Property | None, path: Path, given: Definition, kept: Any) -> bool:
    if known is None or not known.stored:
        return False
    names = path.resource.renamed
    key = next(key for key in given if names.get(key, key).upper() == known.name)
    value = _value(path, key, given[key])
    try:
        return bool(known.convert(known.name, str(value) if isinstance(value, bool) else value) == kept)
    except SnowflakeError:
        return False


def _value(path: Path, key: str, value: Any) -> Any:
    if key in path.resource.values:
        return path.resource.values[key](value)
    if key not in _NAMES:
        return value
    return [_name(key, item) for item in value] if isinstance(value, list) else _name(key, value)


def _name(key: str, value: Any) -> Name:
    parsed = parse_name(str(value))
    if parsed is None:
        raise InvalidValueError(value, key)
    return parsed


def _clauses(path: Path, given: dict[str, Any]) -> tuple[str, list[str]]:
    """What stands before the kind and after the name, of keys that are no options; taken out of the definition."""
    if path.resource.kind == "SERVICE":
        return "", _service_clauses(given)
    if "kind" not in path.resource.shape.made:
        return "", []
    durability = str(given.pop("kind", None) or "PERMANENT").upper()
    if durability not in _DURABLE:
        raise NotSupportedError(f"KIND = {durability}")
    managed = flag(given.pop("managed_access", False), "managed_access")
    managed = managed and path.resource.kind == "SCHEMA"
    return durability.removeprefix("PERMANENT"), ["WITH MANAGED ACCESS"] if managed else []


def _service_clauses(given: dict[str, Any]) -> list[str]:
    """Pool and specification, which CREATE SERVICE takes before its options; taken out of the definition."""
    for key in ("compute_pool", "spec"):
        if key not in given:
            raise MissingPropertyError(key)
    pool, spec = _name("compute_pool", given.pop("compute_pool")), given.pop("spec")
    given.pop("is_async_job", None)
    return [f"IN COMPUTE POOL {pool}", *_specification(spec if isinstance(spec, dict) else {})]


def _specification(spec: Mapping[str, Any]) -> list[str]:
    if "spec_text" in spec:
        return [f"FROM SPECIFICATION {literal(str(spec['spec_text']))}"]
    if "stage" not in spec or "spec_file" not in spec:
        raise MissingPropertyError("spec_text")
    stage = str(spec["stage"])
    return [
        f"FROM {literal(stage if stage.startswith('@') else '@' + stage)}",
        option("SPECIFICATION_FILE", str(spec["spec_file"])),
    ]
