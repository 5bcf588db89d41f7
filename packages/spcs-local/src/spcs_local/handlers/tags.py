"""Tags of objects: ALTER … SET TAG and UNSET TAG, and what SYSTEM$GET_TAG tells.

https://docs.snowflake.com/en/user-guide/object-tagging/work
"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import InvalidValueError
from spcs_local.handlers.call import Call, Context, Function, needs, on, registered
from spcs_local.handlers.object_lifecycle import DONE, find_or_skip
from spcs_local.handlers.syntax import of_kind
from spcs_local.handlers.tagging import applicable, give
from spcs_local.kinds.clauses import TAGGED
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.query_result import Result, status
from spcs_local.statements.rules.base import SettingTags, UnsettingTags
from spcs_local.statements.rules.objects import AlterSetTags, AlterUnsetTags


def set_tags(call: Call[SettingTags], kind_name: str) -> Result:
    """Each tag to its value."""
    with call.model.catalog.transaction():
        found = find_or_skip(call, kind_name)
        if found is None:
            return status(DONE)
        give(call, found, [(given.qualified, given.string) for given in call.statement.tag_values])
    return status(DONE)


def unset_tags(call: Call[UnsettingTags], kind_name: str) -> Result:
    """Each tag off, whether the object has it or not."""
    with call.model.catalog.transaction():
        found = find_or_skip(call, kind_name)
        if found is None:
            return status(DONE)
        for name in call.statement.tag_names:
            call.model.tags.unset(found, applicable(call, found, name))
    return status(DONE)


def _get_tag(context: Context, arguments: list[Any]) -> str | None:
    """SYSTEM$GET_TAG(tag, object, kind). https://docs.snowflake.com/en/sql-reference/functions/system_get_tag"""
    tag_name, object_name, kind = map(str, arguments[:3])
    if kind.upper() not in TAGGED:
        raise InvalidValueError(kind, "SYSTEM$GET_TAG")
    tag = context.find("TAG", _named(tag_name))
    return context.model.tags.value(context.find(kind.upper(), _named(object_name)), tag)


def _named(text: str) -> Name:
    name = parse_name(text)
    if name is None:
        raise InvalidValueError(text, "SYSTEM$GET_TAG")
    return name


HANDLERS = registered(on(AlterSetTags, of_kind(set_tags)), on(AlterUnsetTags, of_kind(unset_tags)))
FUNCTIONS: dict[str, Function] = {"SYSTEM$GET_TAG": needs(3, "SYSTEM$GET_TAG", _get_tag)}
