"""What the grammar takes for every kind of object is refused for kinds that Snowflake has no such statement for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from spcs_local.errors import StatementSyntaxError
from spcs_local.handlers.call import Call
from spcs_local.kinds.clauses import TAGGED, has
from spcs_local.kinds.kind import Kind
from spcs_local.model.query_result import Result
from spcs_local.statements.rules.base import SettingTags, UnsettingTags
from spcs_local.statements.rules.objects import AlterUnset, Create, Describe, OfKind
from spcs_local.statements.statement import Statement

OfKindT = TypeVar("OfKindT", bound=OfKind)
# the keyword that a clause begins with; others are what was written
_KEYWORDS = {
    "terse": "TERSE",
    "starts_with": "STARTS WITH",
    "limit": "LIMIT",
    "new_name": "RENAME TO",
    "transient": "TRANSIENT",
    "managed_access": "WITH MANAGED ACCESS",
}


def of_kind(handle: Callable[[Call[OfKindT], str], Result]) -> Callable[[Call[OfKindT]], Result]:
    """A handler of the kind that the statement names."""

    def handler(call: Call[OfKindT]) -> Result:
        check(call, call.kind(call.statement.kind))
        return handle(call, call.statement.kind)

    return handler


def check(call: Call[Statement], kind: Kind) -> None:
    """Raise for a statement or clause that Snowflake does not have for the kind."""
    if not stands(type(call.statement), kind):
        raise call.unexpected(kind.name)
    if isinstance(call.statement, AlterUnset) and kind.properties and not kind.resettable:
        raise call.unexpected("UNSET", after=True)
    refused = list(_refused(call, kind))
    if refused:
        raise min(refused, key=lambda error: error.place)


def _refused(call: Call[Statement], kind: Kind) -> Iterator[StatementSyntaxError]:
    """What is wrong with each clause that the kind does not have."""
    for clause, value in call.statement.written():
        if not has(kind, clause):
            # IN ACCOUNT is there for all
            scope = clause.startswith("in_")
            yield call.unexpected("IN" if scope else _KEYWORDS.get(clause, str(value)), after=scope)


def stands(statement: type[Statement], kind: Kind) -> bool:
    """Whether Snowflake knows the beginning of such a statement, up to the kind."""
    if issubclass(statement, SettingTags | UnsettingTags):
        return kind.grant_word in TAGGED
    if issubclass(statement, Create):
        return bool(kind.create_privilege)
    return not issubclass(statement, Describe) or bool(kind.describe)
