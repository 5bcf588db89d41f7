"""What services add to the account."""

from __future__ import annotations

from spcs_local.handlers.call import Function, Handler
from spcs_local.services import (
    handlers_details,
    handlers_jobs,
    handlers_pools,
    handlers_roles,
    handlers_services,
    handlers_snapshots,
    methods,
)
from spcs_local.services.functions import FUNCTIONS as _FUNCTIONS
from spcs_local.services.kinds import KINDS
from spcs_local.services.schema import MIGRATIONS

HANDLERS: dict[str, Handler] = {
    **handlers_pools.HANDLERS,
    **handlers_services.HANDLERS,
    **handlers_jobs.HANDLERS,
    **handlers_details.HANDLERS,
    **handlers_roles.HANDLERS,
    **handlers_snapshots.HANDLERS,
}
FUNCTIONS: dict[str, Function] = {**_FUNCTIONS, **methods.FUNCTIONS}

__all__ = ["FUNCTIONS", "HANDLERS", "KINDS", "MIGRATIONS"]
