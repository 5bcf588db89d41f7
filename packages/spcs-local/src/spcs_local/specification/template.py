"""Specification templates: `{{ name }}` and `{{ name | default(value) }}`, which is all that the documentation has.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services#using-specification-templates
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from spcs_local.errors import NotSupportedError
from spcs_local.specification.parse import MOST_CHARACTERS, InvalidSpecificationError

Given = str | int | float | Decimal  # a value of USING
# "alphanumeric" says the page; public programs pass names of files and versions as well
_PLAIN = re.compile(r"[\w.-]*")


def render(text: str, variables: Mapping[str, Given]) -> str:
    """The specification that a template stands for. Nothing of a template is run: it has names and defaults alone."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidSpecificationError(f"the template has more than {MOST_CHARACTERS:,} characters.")
    values = {name: _value(name, given) for name, given in variables.items()}
    written, left = [], MOST_CHARACTERS
    for part in _parts(text):
        piece = part.data if isinstance(part, nodes.TemplateData) else _shown(_of(part, values))
        left -= len(piece)
        if left < 0:
            raise InvalidSpecificationError(f"the template makes more than {MOST_CHARACTERS:,} characters.")
        written.append(piece)
    return "".join(written)


def _parts(text: str) -> Iterator[nodes.Expr]:
    try:
        parsed = Environment(keep_trailing_newline=True, autoescape=False).parse(text)  # noqa: S701 - YAML, not HTML
    except TemplateSyntaxError as error:
        raise InvalidSpecificationError(
            f"failed to parse the template: it cannot be read from line {error.lineno} on."
        ) from None
    except RecursionError:
        raise NotSupportedError("A specification template that is nested this deep") from None
    for statement in parsed.body:
        if not isinstance(statement, nodes.Output):
            raise NotSupportedError("A specification template with statements ({% … %})")
        yield from statement.nodes


def _of(part: nodes.Expr, values: Mapping[str, Any]) -> Any:
    """What a name stands for, or its default."""
    match part:
        case nodes.Name(name=name):
            if name in values:
                return values[name]
            raise InvalidSpecificationError(f"the template's variable '{name}' has no value: USING gives none.")
        case nodes.Filter(node=nodes.Name(name=name), name="default" | "d", args=[nodes.Const(value=default)]):
            return values.get(name, default)
        case nodes.Filter(
            node=nodes.Name(name=name),
            name="default" | "d",
            args=[nodes.Const(value=default), nodes.Const(value=bool(blank))],
        ):
            return default if blank and values.get(name) == "" else values.get(name, default)
        case _:
            raise NotSupportedError("A specification template with more than {{ name | default('…') }}")


def _value(name: str, given: Given) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        if _PLAIN.fullmatch(given):
            return given
    raise InvalidSpecificationError(f"the value of the template's variable '{name}' is neither alphanumeric nor JSON.")


def _shown(value: Any) -> str:
    """A value as YAML: text as it is, all else as JSON."""
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value)
