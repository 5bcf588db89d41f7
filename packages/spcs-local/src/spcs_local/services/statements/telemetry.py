"""The event table, and what services' methods tell of it: logs of containers, platform events.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/monitoring-services
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from spcs_local.containers.port import LogLine
from spcs_local.errors import DoesNotExistError, InvalidValueError, NotSupportedError
from spcs_local.handlers.call import Context
from spcs_local.model.identifiers import Name
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.system_roles import ACCOUNTADMIN
from spcs_local.services import names
from spcs_local.services.operations import Services
from spcs_local.services.records.events import Event, Events, resource_of
from spcs_local.services.records.rows import ServiceRow

EVENT_TABLE = Name(("SNOWFLAKE", "TELEMETRY", "EVENTS"))
MOST_LINES = 2000  # of a container that is there
MOST_RECORDS = 10_000  # the newest, of logs and of events
_DAY = 86_400
_EVER = float(2**33)


def _columns(text: str) -> tuple[ResultColumn, ...]:
    pairs = (column.partition(":") for column in text.split())
    return tuple(ResultColumn(name, kind, 9 if kind.startswith("TIME") else None) for name, _, kind in pairs)


# https://docs.snowflake.com/en/sql-reference/functions/spcs_get_logs
_LOGS = _columns("TIMESTAMP:TIMESTAMP_NTZ INSTANCE_ID:FIXED CONTAINER_NAME:TEXT LOG:TEXT RECORD_ATTRIBUTES:OBJECT")
# https://docs.snowflake.com/en/sql-reference/functions/spcs_get_events
_EVENTS = _columns(
    "TIMESTAMP:TIMESTAMP_NTZ SEVERITY:TEXT EVENT_NAME:TEXT EVENT_DETAILS:OBJECT INSTANCE_ID:FIXED CONTAINER_NAME:TEXT"
    " RECORD:OBJECT RECORD_ATTRIBUTES:OBJECT"
)
# https://docs.snowflake.com/en/developer-guide/logging-tracing/event-table-columns
_TABLE = _columns(
    "TIMESTAMP:TIMESTAMP_NTZ START_TIMESTAMP:TIMESTAMP_NTZ OBSERVED_TIMESTAMP:TIMESTAMP_NTZ TRACE:OBJECT"
    " RESOURCE:OBJECT RESOURCE_ATTRIBUTES:OBJECT SCOPE:OBJECT SCOPE_ATTRIBUTES:OBJECT RECORD_TYPE:TEXT RECORD:OBJECT"
    " RECORD_ATTRIBUTES:OBJECT VALUE:VARIANT EXEMPLARS:ARRAY"
)


@dataclass(frozen=True)
class _Logged:
    """A line with where it is from."""

    number: int
    container: str
    line: LogLine


def _logs(services: Services, context: Context, arguments: list[Any], given: Mapping[str, Any]) -> Result:
    """!SPCS_GET_LOGS([START_TIME => …] [, END_TIME => …])."""
    row, since, until = _asked(services, context, arguments, given)
    rows = [
        [it.line.at, it.number, it.container, it.line.text, json.dumps({"log.iostream": it.line.stream})]
        for it in _newest(_logged(services, row), since, until)
    ]
    return Result(_LOGS, rows)


def _events(services: Services, context: Context, arguments: list[Any], given: Mapping[str, Any]) -> Result:
    """!SPCS_GET_EVENTS([START_TIME => …] [, END_TIME => …])."""
    row, since, until = _asked(services, context, arguments, given)
    rows = [
        [it.at, it.severity, it.name, _details(it), it.number, it.container, _record(it), "{}"]
        for it in Events(context.model.catalog).newest(since, until, row.id)
    ]
    return Result(_EVENTS, rows)


def _asked(
    services: Services, context: Context, arguments: list[Any], given: Mapping[str, Any]
) -> tuple[ServiceRow, float, float]:
    """The service, and the time that is asked for: the last day, where none is."""
    unknown = given.keys() - {"START_TIME", "END_TIME"}
    if len(arguments) > 1 or unknown:
        raise NotSupportedError("Other arguments than START_TIME => and END_TIME => of a service's method")
    found = context.find("SERVICE", arguments[0])
    context.access.require(found, "MONITOR")
    now = time.time()
    return services.row(found), _moment(given, "START_TIME", now - _DAY), _moment(given, "END_TIME", now)


def _moment(given: Mapping[str, Any], name: str, otherwise: float) -> float:
    if given.get(name) is None:
        return otherwise
    text = str(given[name])
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(text, name) from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _logged(services: Services, row: ServiceRow) -> Iterator[_Logged]:
    """What a service's containers wrote, as far as its specification sends it to the event table."""
    exporters = row.revision.specification.spec.log_exporters
    level = exporters.event_table_config.log_level if exporters else "INFO"
    if level == "NONE":
        return
    for kept in services.store.kept_logs.of(row.id):
        yield from (_Logged(kept.number, kept.container, line) for line in kept.lines if _sent(line, level))
    for container in services.store.containers(row.id):
        name = names.container(services.model.settings.id, row.id, container.number, container.name)
        for line in services.containers.log_lines(name, MOST_LINES):
            if _sent(line, level):
                yield _Logged(container.number, container.name, line)


def _sent(line: LogLine, level: str) -> bool:
    return level == "INFO" or line.stream == "stderr"


def _newest(logged: Iterable[_Logged], since: float, until: float) -> list[_Logged]:
    found = [it for it in logged if since <= it.line.at <= until]
    return sorted(found, key=lambda it: it.line.at, reverse=True)[:MOST_RECORDS]


def _details(event: Event) -> str:
    return json.dumps({"message": event.message, "status": event.status})


def _record(event: Event) -> str:
    return json.dumps({"name": event.name, "severity_text": event.severity})


def event_table(services: Services, context: Context, name: Name) -> Result | None:
    """SNOWFLAKE.TELEMETRY.EVENTS, for whom it is; others do not find it."""
    if name != EVENT_TABLE:
        return None
    administrator = context.model.objects.find("ROLE", ACCOUNTADMIN)
    if administrator is None or not context.access.counts(administrator.id):
        raise DoesNotExistError("Object", str(name))
    records = [*_log_records(services), *_event_records(services)]
    return Result(_TABLE, sorted(records, key=lambda record: record[0])[-MOST_RECORDS:])


def _log_records(services: Services) -> Iterator[list[Any]]:
    events = Events(services.model.catalog)
    for row in services.store.services():
        source = events.source(row.id)
        if source is None:
            continue
        for it in _newest(_logged(services, row), 0, _EVER):
            resource = json.dumps(resource_of(source, it.number, it.container))
            attributes = json.dumps({"log.iostream": it.line.stream})
            yield _told(it.line.at, resource, None, "LOG", "{}", attributes, it.line.text)


def _event_records(services: Services) -> Iterator[list[Any]]:
    for it in Events(services.model.catalog).newest(0, _EVER):
        scope = json.dumps({"name": "snow.spcs.platform"})
        yield _told(it.at, it.resource, scope, "EVENT", _record(it), None, json.loads(_details(it)))


def _told(
    at: float, resource: str, scope: str | None, kind: str, record: str, attributes: str | None, value: Any
) -> list[Any]:
    return [at, None, None, None, None, resource, scope, None, kind, record, attributes, json.dumps(value), None]


TABLE_FUNCTIONS = {"!SPCS_GET_LOGS": _logs, "!SPCS_GET_EVENTS": _events}
