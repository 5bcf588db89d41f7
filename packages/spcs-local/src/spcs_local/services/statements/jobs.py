"""EXECUTE JOB SERVICE. https://docs.snowflake.com/en/sql-reference/sql/execute-job-service"""

from __future__ import annotations

from spcs_local.errors import SnowflakeError
from spcs_local.handlers.call import Call, Context
from spcs_local.model.identifiers import Name
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import boolean, identifier, integer
from spcs_local.model.query_result import Result, status
from spcs_local.model.running import Steps, pauses
from spcs_local.services.kinds.service import JOB, MOST_INSTANCES
from spcs_local.services.operations import Services
from spcs_local.services.records.rows import Job, ServiceRow
from spcs_local.services.statements.binding import on
from spcs_local.services.statements.service_creation import Given, Stored, make, options_of
from spcs_local.services.states import ServiceStatus
from spcs_local.statements.rules.services import CreateService, ExecuteJobService


class JobFailedError(SnowflakeError):
    """A job that the statement waited for and that is not DONE. No page documents number and sentence."""

    def __init__(self, job: str, ended: str) -> None:
        super().__init__(395036, "22000", f"Job {job} failed with status: {ended}.")


def _execute(services: Services, call: Call[ExecuteJobService]) -> Steps[Result]:
    options = options_of(call.statement)
    created = _created(call, options)
    asynchronous = boolean("ASYNC", options.pop("ASYNC", "FALSE"))
    replicas = integer(1, MOST_INSTANCES)("REPLICAS", options.pop("REPLICAS")) if "REPLICAS" in options else None
    found = make(services, created, options, lambda given: _values(given, replicas or 1), Job(asynchronous, replicas))
    assert found is not None  # the statement has no IF NOT EXISTS
    if asynchronous:
        return status(f"Started Snowpark Container Services Job '{found.name}'.")
    row = yield from _wait(services, call, found)
    if row.status != ServiceStatus.DONE:
        raise JobFailedError(found.shown, row.status)
    return status(f"Job {found.shown} completed successfully with status: {ServiceStatus.DONE}.")


def _created(call: Call[ExecuteJobService], options: Given) -> Call[CreateService]:
    """The statement that creates the job as a service, under the name that is among its options."""
    asked = call.statement
    given = options.pop("NAME", f"JOB_{call.query_id.replace('-', '_').upper()}")
    name = given if isinstance(given, Name) else Name((identifier("NAME", given),))
    return call.instead(CreateService(name=name, pool=asked.pool, source=asked.source, using=asked.using))


def _values(given: Given, replicas: int) -> Stored:
    """What a job has as a service."""
    values = JOB.read(given)
    instances = dict.fromkeys(("MIN_INSTANCES", "MAX_INSTANCES", "MIN_READY_INSTANCES"), replicas)
    return {**values, **instances, "AUTO_RESUME": False, "AUTO_SUSPEND_SECS": 0}


def _wait(services: Services, context: Context, job: StoredObject) -> Steps[ServiceRow]:
    """Until all containers have exited; the job goes on without a statement that is canceled."""
    looks = pauses()
    while not (row := services.row(job)).ended:
        yield from context.wait(next(looks))
    return row


HANDLERS = (on(ExecuteJobService, _execute),)
