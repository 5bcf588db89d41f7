"""What a handler is given, and what the tables of handlers look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from spcs_local.errors import NotEnoughArgumentsError, NotSupportedError, StatementSyntaxError
from spcs_local.kinds.kind import Kind
from spcs_local.kinds.view import View
from spcs_local.model.access import Access
from spcs_local.model.account_model import AccountModel
from spcs_local.model.identifiers import Name
from spcs_local.model.lazy import cached_property
from spcs_local.model.objects import StoredObject
from spcs_local.model.parameter_table import BY_NAME
from spcs_local.model.parameters import in_force, session_levels
from spcs_local.model.query_result import Result
from spcs_local.model.running import Running
from spcs_local.model.session import Session
from spcs_local.statements.parser import Parser, Statement


@dataclass(frozen=True)
class Language:
    """What statements may name, and how they are read."""

    kinds: Mapping[str, Kind]
    functions: Mapping[str, Function]
    parser: Parser


@dataclass
class Call:
    """One statement to be executed. `args` are the parts of the grammar rule, by rule name."""

    model: AccountModel
    language: Language
    session: Session
    statement: Statement
    text: str
    query_id: str
    base_url: str = ""
    running: Running = field(default_factory=Running)

    @property
    def args(self) -> dict[str, Any]:
        """The statement's parts by rule name."""
        return self.statement.args

    @cached_property
    def access(self) -> Access:
        """The rights of who asks, as they are when first asked for."""
        return self.model.access(self.session)

    @property
    def view(self) -> View:
        """What columns of SHOW get."""
        return View(self.model, self.session, self.access)

    def wait(self, seconds: float) -> None:
        """Let time pass, until the statement is canceled or has taken longer than the session lets it."""
        limit, _ = in_force(BY_NAME["STATEMENT_TIMEOUT_IN_SECONDS"], session_levels(self.model.objects, self.session))
        self.running.wait(seconds, int(limit))

    def kind(self, name: str) -> Kind:
        """A kind of object by SQL's words for it."""
        found = self.language.kinds.get(name)
        if found is None:
            raise NotSupportedError(name.capitalize())
        return found

    def find(self, kind: str, name: Name | None = None) -> StoredObject:
        """The object that a name (by default the statement's) stands for, if who asks may see it."""
        return self.access.find(self.kind(kind), name or self.args["name"])

    def unexpected(self, keyword: str, *, after: bool = False) -> StatementSyntaxError:
        """The error for a keyword, or what follows it, that the grammar takes and Snowflake does not."""
        return self.language.parser.unexpected(self.text, keyword, after=after)


Handler = Callable[[Call], Result]
Function = Callable[[Call, list[Any]], Any]


def needs(count: int, name: str, function: Function) -> Function:
    """The function, once it has so many arguments."""

    def checked(call: Call, arguments: list[Any]) -> Any:
        if len(arguments) < count:
            raise NotEnoughArgumentsError(name, count, len(arguments))
        return function(call, arguments)

    return checked
