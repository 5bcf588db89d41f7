"""What the grammar takes for every kind of object is refused for kinds that Snowflake has no such statement for."""

from __future__ import annotations

from collections.abc import Callable

from spcs_local.handlers.call import Call, Handler
from spcs_local.kinds.clauses import has
from spcs_local.kinds.kind import Kind
from spcs_local.model.query_result import Result

# the keyword that a clause begins with; others are what was written
_KEYWORDS = {
    "terse": "TERSE",
    "starts_with": "STARTS WITH",
    "limit": "LIMIT",
    "new_name": "RENAME TO",
    "transient": "TRANSIENT",
    "managed_access": "WITH MANAGED ACCESS",
}


def of_kind(handle: Callable[[Call, str], Result]) -> Handler:
    """A handler of the kind that the statement names."""

    def handler(call: Call) -> Result:
        check(call, call.kind(call.args["kind"]))
        return handle(call, call.args["kind"])

    return handler


def check(call: Call, kind: Kind) -> None:
    """Raise for a statement or clause that Snowflake does not have for the kind."""
    if not stands(call.statement.rule, kind):
        raise call.unexpected(kind.name)
    if call.statement.rule == "alter_unset" and kind.properties and not kind.resettable:
        raise call.unexpected("UNSET", after=True)
    for clause, value in call.args.items():
        if not has(kind, clause):
            # IN ACCOUNT is there for all
            scope = clause.startswith("in_")
            keyword = "IN" if scope else _KEYWORDS.get(clause, str(value))
            raise call.unexpected(keyword, after=scope)


def stands(rule: str, kind: Kind) -> bool:
    """Whether Snowflake knows the beginning of such a statement, up to the kind."""
    return bool({"create": kind.create_privilege, "describe": kind.describe}.get(rule, True))
