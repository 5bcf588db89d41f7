"""YAML to a specification, or the error that a client is to see."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml
from pydantic import ValidationError

from local.errors import SnowflakeError
from local.specification.model import Specification
from local.specification.rules import broken_rules


class InvalidSpecificationError(SnowflakeError):
    """A specification that is refused. No page documents a number for it: this one and the SQLSTATE are unverified."""

    def __init__(self, problem: str) -> None:
        super().__init__(395018, "22023", f"Invalid spec: {problem}")


@lru_cache(maxsize=64)
def parse(text: str) -> Specification:
    """Read and check a specification."""
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise InvalidSpecificationError(f"failed to parse YAML: {_where(error)}.") from None
    if not isinstance(content, dict):
        raise InvalidSpecificationError("expected a mapping with the field 'spec'.")
    try:
        found = Specification.model_validate(content, by_alias=True, by_name=False)
    except ValidationError as error:
        raise InvalidSpecificationError(_sentence(error)) from None
    for problem in broken_rules(found):
        raise InvalidSpecificationError(problem)
    return found


class _Loader(yaml.SafeLoader):
    """Keys that are written twice are an error and do not silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"field '{key}' is given twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"{problem} in line {mark.line + 1}" if mark else str(problem)


def _sentence(error: ValidationError) -> str:
    """The first problem with the path of its field, as `spec.containers[0].image`."""
    first = error.errors(include_url=False)[0]
    path = ""
    for part in first["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    path = path.lstrip(".")
    parent, _, name = path.rpartition(".")
    if first["type"] == "extra_forbidden":
        return f"unknown option '{name}' for '{parent or 'the specification'}'."
    if first["type"] == "missing":
        return f"missing '{name}' for '{parent or 'the specification'}'."
    message = first["msg"].removeprefix("Value error, ")
    return f"invalid value for '{path}': {message}."
