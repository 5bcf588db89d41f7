"""What a handler is given, and how it is registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar, cast

from spcs_local.engine.workers import Engine
from spcs_local.errors import DoesNotExistError, NotEnoughArgumentsError, NotSupportedError, StatementSyntaxError
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
from spcs_local.model.running import Running, Steps
from spcs_local.model.session import Session
from spcs_local.statements.parser import Parser
from spcs_local.statements.statement import Statement

StatementT = TypeVar("StatementT", bound=Statement)
# a handler of all that is created takes what CREATE SERVICE was said
StatementT_co = TypeVar("StatementT_co", bound=Statement, covariant=True)


@dataclass(frozen=True)
class Language:
    """What statements may name, and how they are read."""

    kinds: Mapping[str, Kind]
    functions: Mapping[str, Function]
    parser: Parser
    tables: Tables
    engine: Engine
    stored: FindFunction  # functions that are objects of the account


@dataclass(frozen=True, kw_only=True)
class Context:
    """Whose statement is executed and where: all that a function in it needs to know."""

    model: AccountModel
    language: Language
    session: Session
    text: str
    query_id: str
    base_url: str = ""
    running: Running = field(default_factory=Running)
    bindings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def access(self) -> Access:
        """The rights of who asks, as they are when first asked for."""
        return self.model.access(self.session)

    @property
    def view(self) -> View:
        """What columns of SHOW get."""
        return View(self.model, self.session, self.access)

    def wait(self, seconds: float) -> Steps[None]:
        """Let time pass, until the statement is canceled or has taken longer than the session lets it."""
        limit, _ = in_force(BY_NAME["STATEMENT_TIMEOUT_IN_SECONDS"], session_levels(self.model.objects, self.session))
        yield from self.running.wait(seconds, int(limit))

    def kind(self, name: str) -> Kind:
        """A kind of object by SQL's words for it."""
        found = self.language.kinds.get(name)
        if found is None:
            raise NotSupportedError(name.capitalize())
        return found

    def find(self, kind: str, name: Name) -> StoredObject:
        """The object that a name stands for, if who asks may see it."""
        return self.access.find(self.kind(kind), name)

    def user(self, name: Name | None) -> StoredObject:
        """The user of this name; without one, whoever asks, whom a service is not."""
        if name is not None:
            return self.find("USER", name)
        holder = self.model.identity.holder_of(self.session)
        if holder.kind != "USER":
            raise DoesNotExistError("USER", str(holder.path))
        return holder

    def unexpected(self, keyword: str, *, after: bool = False) -> StatementSyntaxError:
        """The error for a keyword, or what follows it, that the grammar takes and Snowflake does not."""
        return self.language.parser.unexpected(self.text, keyword, after=after)


@dataclass(frozen=True, kw_only=True)
class Call(Context, Generic[StatementT_co]):
    """One statement to be executed."""

    statement: StatementT_co

    def instead(self, statement: StatementT) -> Call[StatementT]:
        """The same call, of another statement."""
        return Call(
            model=self.model,
            language=self.language,
            session=self.session,
            text=self.text,
            query_id=self.query_id,
            base_url=self.base_url,
            running=self.running,
            bindings=self.bindings,
            statement=statement,
        )


# a handler that waits gives its steps, the last of which has the result
Answer = Result | Steps[Result]
Handler = Callable[[Call[Statement]], Answer]
Handlers = Mapping[type[Statement], Handler]
Entry = tuple[type[Statement], Handler]
Function = Callable[[Context, list[Any]], Any]  # its value, or steps to it


class StoredFunction(Protocol):
    """A function that is an object of the account."""

    def call(self, context: Context, rows: Sequence[Sequence[tuple[str, str | None]]]) -> Steps[list[Any]]:
        """What it comes to for each of these arguments, which are types of the wire and texts."""


FindFunction = Callable[[Context, Name], StoredFunction | None]
# what TABLE(…) asks: the arguments without names, then those with; its result, or steps to it
TableFunction = Callable[[Context, list[Any], dict[str, Any]], Answer]


@dataclass(frozen=True)
class Tables:
    """What may stand behind FROM: table functions by name, and who knows relations by theirs."""

    functions: Mapping[str, TableFunction] = field(default_factory=dict)
    relations: Sequence[Callable[[Context, Name], Result | None]] = ()

    def __or__(self, other: Tables) -> Tables:
        return Tables({**self.functions, **other.functions}, (*self.relations, *other.relations))


def registered(*entries: Entry) -> Handlers:
    """A table of handlers."""
    return dict(entries)


def on(statement: type[StatementT], handle: Callable[[Call[StatementT]], Answer]) -> Entry:
    """An entry of such a table; a type checker refuses a handler that takes another statement."""

    def handler(call: Call[Statement]) -> Answer:
        assert isinstance(call.statement, statement)
        return handle(cast("Call[StatementT]", call))

    return statement, handler


def needs(count: int, name: str, function: Function) -> Function:
    """The function, once it has so many arguments."""

    def checked(context: Context, arguments: list[Any]) -> Any:
        if len(arguments) < count:
            raise NotEnoughArgumentsError(name, count, len(arguments))
        return function(context, arguments)

    return checked
