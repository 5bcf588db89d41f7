"""Methods of services: `<service>!SPCS_WAIT_FOR` and `<job>!SPCS_CANCEL_JOB`. No page has the sentences they answer.

https://docs.snowflake.com/en/sql-reference/functions-spcs
"""

from __future__ import annotations

import time
from typing import Any

from spcs_local.errors import InvalidValueError, NotEnoughArgumentsError, SnowflakeError
from spcs_local.handlers.call import Context
from spcs_local.model.properties import integer
from spcs_local.model.running import Steps, pauses
from spcs_local.services.operations import Services
from spcs_local.services.records.rows import ServiceRow
from spcs_local.services.statements.binding import ServiceFunction
from spcs_local.services.statements.system_functions import WaitError
from spcs_local.services.states import STATUSES_OF_JOBS, ServiceStatus


class NeverReachedError(SnowflakeError):
    """A wait for a status that will not come."""

    def __init__(self, service: str, wanted: str, status: str) -> None:
        super().__init__(395037, "22000", f"Service {service} can never reach status {wanted}: its status is {status}.")


class NoJobError(SnowflakeError):
    """SPCS_CANCEL_JOB of a service that runs for ever."""

    def __init__(self, service: str) -> None:
        super().__init__(395038, "22023", f"Service {service} is not a job service.")


def _wait(services: Services, context: Context, arguments: list[Any]) -> Steps[str]:
    """!SPCS_WAIT_FOR(status, seconds)."""
    if len(arguments) < 3:
        raise NotEnoughArgumentsError("SPCS_WAIT_FOR", 2, len(arguments) - 1)
    found = context.find("SERVICE", arguments[0])
    context.access.require(found, "USAGE", "MONITOR", "OPERATE")
    wanted, seconds = str(arguments[1]).upper(), _seconds(arguments[2])
    if wanted not in set(ServiceStatus):
        raise InvalidValueError(wanted, "status")
    deadline, looks = time.monotonic() + seconds, pauses()
    while (row := services.row(found)).status != wanted:
        if _never(row, wanted):
            raise NeverReachedError(str(found.path), wanted, row.status)
        if time.monotonic() >= deadline:
            raise WaitError(seconds, [f"{found.path} (status {row.status})"])
        yield from context.wait(next(looks))
    return f"Service {found.path} has reached status {wanted}."


def _never(row: ServiceRow, wanted: str) -> bool:
    if row.job is None:
        return wanted in STATUSES_OF_JOBS or row.status == ServiceStatus.FAILED
    return row.ended


def _seconds(value: Any) -> int:
    return int(integer()("timeout_sec", value))


def _cancel(services: Services, context: Context, arguments: list[Any]) -> str:
    """!SPCS_CANCEL_JOB()."""
    found = context.find("SERVICE", arguments[0])
    context.access.require(found, "OPERATE")
    with context.model.catalog.transaction():
        row = services.row(found)
        if row.job is None:
            raise NoJobError(found.shown)
        if row.ended:
            return f"Job {found.shown} is already {row.status}."
        services.cancel(row)
    services.notify()
    return f"Job {found.shown} successfully terminated."


FUNCTIONS: dict[str, ServiceFunction] = {"!SPCS_WAIT_FOR": _wait, "!SPCS_CANCEL_JOB": _cancel}
