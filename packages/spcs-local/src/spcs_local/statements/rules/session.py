"""Statements that change or tell the session, and the expressions of SELECT and CALL."""

from __future__ import annotations

from spcs_local.model.identifiers import Name
from spcs_local.model.typed import Typed
from spcs_local.statements.rules.base import Named, Showing
from spcs_local.statements.statement import Phrase, Statement
from spcs_local.statements.types import StatementType
from spcs_local.statements.values import Number, Options


class Using(Named):
    """USE of one object."""

    statement_type = StatementType.USE


class UseRole(Using):
    pass


class UseWarehouse(Using):
    pass


class UseDatabase(Using):
    pass


class UseSchema(Using):
    pass


class UseAny(Using):
    pass


class UseSecondaryRoles(Statement):
    statement_type = StatementType.USE

    names: tuple[Name, ...]


class AlterSessionSet(Statement):
    statement_type = StatementType.ALTER_SESSION

    options: Options


class AlterSessionUnset(Statement):
    statement_type = StatementType.ALTER_SESSION

    words: tuple[str, ...]


class SetVariable(Statement):
    statement_type = StatementType.ALTER_SESSION

    assignee: str
    assigned: str


class SetVariables(Statement):
    statement_type = StatementType.ALTER_SESSION

    assignees: tuple[str, ...]
    assigned: str


class UnsetVariables(Statement):
    statement_type = StatementType.ALTER_SESSION

    assignees: tuple[str, ...]


class ShowVariables(Showing):
    like: str | None = None


class ParametersScope(Phrase):
    scope_word: str
    name: Name | None = None


class ShowParameters(Showing):
    like: str | None = None
    parameters_scope: ParametersScope | None = None


class Transaction(Statement):
    """What would begin or end a transaction."""

    statement_type = StatementType.TRANSACTION


class Begin(Transaction):
    transaction_name: str | None = None


class Commit(Transaction):
    pass


class Rollback(Transaction):
    pass


class Constant(Phrase):
    constant_word: str


class FunctionCall(Phrase):
    function_name: str
    arguments: tuple[Expression, ...] = ()


class MethodCall(Phrase):
    name: Name
    method_name: str
    arguments: tuple[Expression, ...] = ()


Called = FunctionCall | MethodCall
Expression = str | Number | Typed | Constant | Called


class SelectItem(Phrase):
    selected: Expression
    alias: str | None = None


class Select(Statement):
    statement_type = StatementType.SELECT
    describable = True

    items: tuple[SelectItem, ...]


class ResultScan(Statement):
    statement_type = StatementType.SELECT

    scanned: Expression


class CallFunction(Statement):
    statement_type = StatementType.SELECT

    called: Called
