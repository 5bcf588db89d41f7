"""Tags that objects are given, by ALTER … SET TAG and by the TAG clause of CREATE.

https://docs.snowflake.com/en/user-guide/object-tagging/work
"""

from __future__ import annotations

from collections.abc import Iterable

from spcs_local.errors import InvalidValueError
from spcs_local.handlers.call import Context
from spcs_local.kinds.clauses import TAGGED
from spcs_local.kinds.kind import Kind
from spcs_local.model.identifiers import Name
from spcs_local.model.objects import ACCOUNT_ID, StoredObject
from spcs_local.statements.values import Options

LONGEST = 256  # characters of a value
Given = tuple[Name, str]
CLAUSE = "TAG"  # among the options of CREATE


def split(kind: Kind, options: Options) -> tuple[Options, list[Given]]:
    """What CREATE says of properties, and its tags; of a kind that has none the clause is no option either."""
    if kind.grant_word not in TAGGED or CLAUSE not in options:
        return options, []
    tags = options[CLAUSE]
    assert isinstance(tags, list)
    return {name: value for name, value in options.items() if name != CLAUSE}, tags


def give(context: Context, found: StoredObject, tags: Iterable[Given]) -> None:
    """Set each tag to its value; within a transaction."""
    for name, value in tags:
        tag = applicable(context, found, name)
        if len(value) > LONGEST:
            raise InvalidValueError(value, tag.shown)
        context.model.tags.set(found, tag, value)


def applicable(context: Context, found: StoredObject, name: Name) -> StoredObject:
    """The tag: APPLY TAG on the account suffices for any tag and object, APPLY on the tag for objects that one owns."""
    tag = context.find("TAG", name)
    account = context.model.objects.get(ACCOUNT_ID)
    if not context.access.holds(account, "APPLY TAG"):
        context.access.require(tag, "APPLY")
        context.access.require(found)
    return tag
