"""What statements and functions of services look like, and how they are given the services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from spcs_local.handlers.call import Call, Function, Handler, needs
from spcs_local.model.query_result import Result
from spcs_local.services.operations import Services

ServiceHandler = Callable[[Services, Call], Result]
ServiceFunction = Callable[[Services, Call, list[Any]], Any]


def needing(count: int, name: str, function: ServiceFunction) -> ServiceFunction:
    """The function, once it has so many arguments."""

    def checked(services: Services, call: Call, arguments: list[Any]) -> Any:
        return needs(count, name, partial(function, services))(call, arguments)

    return checked


def bound(handlers: Mapping[str, ServiceHandler], services: Services) -> dict[str, Handler]:
    """Handlers of the account, by the grammar's rules."""
    return {rule: partial(handler, services) for rule, handler in handlers.items()}


def bound_functions(functions: Mapping[str, ServiceFunction], services: Services) -> dict[str, Function]:
    """Functions of the account, by name."""
    return {name: partial(function, services) for name, function in functions.items()}
