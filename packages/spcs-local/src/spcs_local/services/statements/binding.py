"""What statements and functions of services look like, and how they are given the services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from spcs_local.handlers import call as calls
from spcs_local.handlers.call import Answer, Call, Context, Entry, Function, StatementT, needs
from spcs_local.services.operations import Services

ServiceEntry = Callable[[Services], Entry]
ServiceFunction = Callable[[Services, Context, list[Any]], Any]


def on(statement: type[StatementT], handle: Callable[[Services, Call[StatementT]], Answer]) -> ServiceEntry:
    """An entry of a table of handlers, once there are services: typed as `handlers.call.on`."""
    return lambda services: calls.on(statement, partial(handle, services))


def needing(count: int, name: str, function: ServiceFunction) -> ServiceFunction:
    """The function, once it has so many arguments."""

    def checked(services: Services, context: Context, arguments: list[Any]) -> Any:
        return needs(count, name, partial(function, services))(context, arguments)

    return checked


def bound_functions(functions: Mapping[str, ServiceFunction], services: Services) -> dict[str, Function]:
    """Functions of the account, by name."""
    return {name: partial(function, services) for name, function in functions.items()}
