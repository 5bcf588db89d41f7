"""What is wrong with a field of a specification, in sentences of the account's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_LONGEST, _LARGE = 60, 10**60  # of a value that is shown
_MAPPING, _LIST, _TEXT = "is no mapping", "is no list", "is no text"
_WHOLE, _NUMBER, _TRUTH = "is no whole number", "is no number", "is neither true nor false"
# by what the checks of fields call it; the facts of each go in where a sentence has a place for them
_SENTENCES: Mapping[str, str] = {
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "literal_error": "is not {expected}",
    "string_pattern_mismatch": "does not match {pattern}",
    "string_too_short": "is empty",
    "too_short": "has fewer entries than {min_length}",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
}
_ALTERNATIVES = ("SecretKey", "str")  # the two forms of a field, as its path has them


def sentence(error: ValidationError) -> str:
    """The first problem with the path of its field, as `spec.containers[0].image`."""
    first = error.errors(include_url=False)[0]
    path = _path(first)
    parent, _, name = path.rpartition(".")
    if first["type"] == "extra_forbidden":
        return f"unknown option '{name}' for '{parent or 'the specification'}'."
    if first["type"] == "missing":
        return f"missing '{name}' for '{parent or 'the specification'}'."
    return f"invalid value for '{path or 'the specification'}': {_problem(first)}."


def _path(found: ErrorDetails) -> str:
    path = ""
    for part in found["loc"]:
        if part not in (*_ALTERNATIVES, "[key]"):
            path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def _problem(found: ErrorDetails) -> str:
    facts = found.get("ctx", {})
    if isinstance(facts.get("error"), ValueError):  # of a check that is ours
        return str(facts["error"])
    said = _SENTENCES.get(found["type"], "is not allowed").format_map(facts)
    return f"{_shown(found['input'])} {said}"


def _shown(value: Any) -> str:
    kinds: tuple[tuple[type, Callable[[Any], str]], ...] = (
        (dict, lambda _: "a mapping"),
        (list, lambda found: "a list" if found else "an empty list"),
        (bool, lambda found: str(found).lower()),
        (int, lambda found: str(found) if abs(found) < _LARGE else "a large number"),
        (str, lambda found: f"'{found[:_LONGEST]}{'…' if len(found) > _LONGEST else ''}'"),
    )
    show = next((show for kind, show in kinds if isinstance(value, kind)), lambda found: str(found)[:_LONGEST])
    return show(value)
