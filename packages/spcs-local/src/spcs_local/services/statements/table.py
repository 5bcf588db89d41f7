"""The statements and functions that services bring."""

from __future__ import annotations

from functools import partial

from spcs_local.handlers.call import Function, Handlers, Tables, registered
from spcs_local.services.operations import Services
from spcs_local.services.statements import (
    compute_pools,
    jobs,
    service_contents,
    service_functions,
    service_methods,
    service_roles,
    service_volumes,
    snapshots,
    system_functions,
    telemetry,
)
from spcs_local.services.statements import services as service_statements
from spcs_local.services.statements.binding import bound_functions

_HANDLERS = (
    *compute_pools.HANDLERS,
    *service_statements.HANDLERS,
    *jobs.HANDLERS,
    *service_contents.HANDLERS,
    *service_volumes.HANDLERS,
    *service_roles.HANDLERS,
    *snapshots.HANDLERS,
    *service_functions.HANDLERS,
)
_FUNCTIONS = {**system_functions.FUNCTIONS, **service_methods.FUNCTIONS}


def handlers(services: Services) -> Handlers:
    """By statement."""
    return registered(*(entry(services) for entry in _HANDLERS))


def tables(services: Services) -> Tables:
    """What of services may stand behind FROM."""
    found = {name: partial(function, services) for name, function in telemetry.TABLE_FUNCTIONS.items()}
    return Tables(found, (partial(telemetry.event_table, services),))


def functions(services: Services) -> dict[str, Function]:
    """By name."""
    return bound_functions(_FUNCTIONS, services)
