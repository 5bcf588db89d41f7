"""YAML to a specification, or the error that a client is to see."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml
from pydantic import ValidationError

from spcs_local.errors import SnowflakeError
from spcs_local.specification.model import Specification
from spcs_local.specification.rules import broken_rules

MOST_CHARACTERS = 100_000
MOST_NODES = 10_000


class InvalidSpecificationError(SnowflakeError):
    """A specification that is refused. No page documents a number for it: this one and the SQLSTATE are unverified."""

    def __init__(self, problem: str) -> None:
        super().__init__(395018, "22023", f"Invalid spec: {problem}")


@lru_cache(maxsize=64)
def parse(text: str) -> Specification:
    """Read and check a specification."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidSpecificationError(f"it has more than {MOST_CHARACTERS:,} characters.")
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise InvalidSpecificationError(f"failed to parse YAML: {_where(error)}.") from None
    except RecursionError:
        raise InvalidSpecificationError("failed to parse YAML: it is nested too deep.") from None
    except (ValueError, AttributeError, TypeError) as error:  # PyYAML's own, for dates and numbers that are none
        raise InvalidSpecificationError(f"failed to parse YAML: {error}.") from None
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
    """Keys that are written twice are an error and do not silently win; aliases stand for so many nodes at most."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            text = str(self.construct_object(key, deep=True))
            if text in seen:
                raise yaml.constructor.ConstructorError(None, None, f"field '{text}' is given twice", node.start_mark)
            seen.add(text)
        return super().construct_mapping(node, deep)

    def get_single_node(self) -> yaml.Node | None:
        node: yaml.Node | None = super().get_single_node()
        if node is not None:
            _check_size(node, {}, ())
        return node


def _check_size(node: yaml.Node, known: dict[int, int], above: tuple[int, ...]) -> int:
    """How many nodes there are once every alias is written out: few lines of them can stand for billions."""
    if id(node) in above:
        raise yaml.constructor.ConstructorError(None, None, "an alias stands within what it names", node.start_mark)
    if id(node) not in known:
        children = [child for item in node.value for child in (item if isinstance(item, tuple) else (item,))]
        nested = () if isinstance(node, yaml.ScalarNode) else children
        known[id(node)] = 1 + sum(_check_size(child, known, (*above, id(node))) for child in nested)
    if known[id(node)] > MOST_NODES:
        problem = f"it has more than {MOST_NODES:,} nodes"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
    return known[id(node)]


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
