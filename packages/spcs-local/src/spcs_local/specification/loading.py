"""YAML as specifications are written in it: within bounds, no field twice, and texts as they stand there."""

from __future__ import annotations

from typing import Any

import yaml

MOST_NODES = 10_000
_STR = "tag:yaml.org,2002:str"
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"
# what programs are given, and a file's mode: 1.50, 0x10, yes and 0440 without quotes are these characters and no number
_TEXTS = ("env", "command", "args", "permission")


class UnreadableError(ValueError):
    """A text that is no YAML, or more of it than is taken."""


def load(text: str) -> Any:
    """What a text says."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except _RefusedError as error:
        raise UnreadableError(f"{error.problem} in {_line(error)}") from None
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(f"it cannot be read from {_line(error)} on") from None
    except yaml.YAMLError:
        raise UnreadableError("it has characters that YAML does not allow") from None
    except RecursionError:
        raise UnreadableError("it is nested too deep") from None
    except (ValueError, AttributeError, TypeError):  # PyYAML's own, for dates and numbers that are none
        raise UnreadableError("it has a date or a number that is none; put it between quotes") from None


class _RefusedError(yaml.MarkedYAMLError):
    """What the account does not take, though it is YAML."""

    def __init__(self, problem: str, node: yaml.Node) -> None:
        super().__init__(None, None, problem, node.start_mark)


class _Loader(yaml.SafeLoader):
    """Keys that are written twice are an error and do not silently win; aliases stand for so many nodes at most."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        node = _with_texts(node)
        seen: set[str] = set()
        for key in (key for key, _ in node.value if key.tag != _MERGE):
            text = str(self.construct_object(key, deep=True))
            if text in seen:
                raise _RefusedError(f"field '{text}' is given twice", node)
            seen.add(text)
        return super().construct_mapping(node, deep)

    def get_single_node(self) -> yaml.Node | None:
        node: yaml.Node | None = super().get_single_node()
        if node is not None:
            _check_size(node, {}, ())
        return node


def _with_texts(node: yaml.MappingNode) -> yaml.MappingNode:
    """A mapping whose values of some fields are texts, whatever YAML takes them for."""
    pairs = [(key, _as_text(value) if key.value in _TEXTS else value) for key, value in node.value]
    return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark, node.flow_style)


def _as_text(node: yaml.Node) -> yaml.Node:
    """The same, of texts; another node, since an alias may have this one stand elsewhere too."""
    marks = (node.start_mark, node.end_mark)
    if isinstance(node, yaml.ScalarNode):
        tag = node.tag if node.tag in (_NULL, _MERGE) else _STR
        return yaml.ScalarNode(tag, node.value, *marks, style=node.style)
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [_as_text(item) for item in node.value], *marks)
    pairs = [(_as_text(key), _as_text(value)) for key, value in node.value]
    return yaml.MappingNode(node.tag, pairs, *marks)


def _check_size(node: yaml.Node, known: dict[int, int], above: tuple[int, ...]) -> int:
    """How many nodes there are once every alias is written out: few lines of them can stand for billions."""
    if id(node) in above:
        raise _RefusedError("an alias stands within what it names", node)
    if id(node) not in known:
        children = [child for item in node.value for child in (item if isinstance(item, tuple) else (item,))]
        nested = () if isinstance(node, yaml.ScalarNode) else children
        known[id(node)] = 1 + sum(_check_size(child, known, (*above, id(node))) for child in nested)
    if known[id(node)] > MOST_NODES:
        raise _RefusedError(f"it has more than {MOST_NODES:,} nodes", node)
    return known[id(node)]


def _line(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f"line {mark.line + 1}" if mark else "its first line"
