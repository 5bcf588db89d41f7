"""The REST API's definitions of objects, as statements.

https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/reference
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spcs_local.errors import InvalidValueError, MissingPropertyError
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.statements.literals import literal, option

# create modes by the value of the query's createMode
CREATE_MODES = {"errorifexists": ("", ""), "orreplace": ("OR REPLACE", ""), "ifnotexists": ("", "IF NOT EXISTS")}
# definitions call these otherwise than SQL does
_RENAMED = {"directory_table": "DIRECTORY"}
# these are names in SQL, and text in a definition
_NAMES = frozenset(("external_access_integrations", "instance_family", "query_warehouse"))


@dataclass(frozen=True)
class Target:
    """What a request is about: a kind of object, the names it lies under, its own where one is asked for."""

    kind: str
    plural: str
    parents: tuple[str, ...] = ()
    name: str | None = None

    @property
    def full_name(self) -> Name:
        """The object's name with those it lies under."""
        return self.named(self.name)

    def named(self, written_name: Any) -> Name:
        """A definition's name, under this request's parents."""
        parsed = parse_name(str(written_name or ""))
        if parsed is None or len(parsed.parts) != 1:
            raise InvalidValueError(written_name, "name")
        return Name((*self.parents, parsed.last))


def create(target: Target, definition: Mapping[str, Any], mode: str) -> str:
    """CREATE of a definition."""
    if mode.lower() not in CREATE_MODES:
        raise InvalidValueError(mode, "createMode")
    replace, unless = CREATE_MODES[mode.lower()]
    given = {key: value for key, value in definition.items() if value is not None}
    name = str(target.named(given.pop("name", None)))
    clauses = _service_clauses(given) if target.kind == "SERVICE" else []
    options = [option(_RENAMED.get(key, key), _value(key, value)) for key, value in given.items()]
    return _spaced("CREATE", replace, target.kind, unless, name, *clauses, *options)


def drop(target: Target, if_exists: bool) -> str:
    """DROP of one object."""
    return _spaced("DROP", target.kind, "IF EXISTS" if if_exists else "", str(target.full_name))


def show(target: Target) -> str:
    """SHOW of all of a kind in the place asked for, or of the one asked for."""
    place = ""
    if target.parents:
        place = f"IN {('DATABASE', 'SCHEMA')[len(target.parents) - 1]} {Name(target.parents)}"
    like = ""
    if target.name is not None:
        like = "LIKE " + literal(re.sub(r"([\\%_])", r"\\\1", target.full_name.last))
    return _spaced("SHOW", target.plural, like, place)


def _value(key: str, value: Any) -> Any:
    if key not in _NAMES:
        return value
    return [_name(key, item) for item in value] if isinstance(value, list) else _name(key, value)


def _name(key: str, value: Any) -> Name:
    parsed = parse_name(str(value))
    if parsed is None:
        raise InvalidValueError(value, key)
    return parsed


def _service_clauses(given: dict[str, Any]) -> list[str]:
    """Pool and specification, which CREATE SERVICE takes before its options; taken out of the definition."""
    for key in ("compute_pool", "spec"):
        if key not in given:
            raise MissingPropertyError(key)
    pool, spec = _name("compute_pool", given.pop("compute_pool")), given.pop("spec")
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


def _spaced(*words: str) -> str:
    return " ".join(word for word in words if word)
