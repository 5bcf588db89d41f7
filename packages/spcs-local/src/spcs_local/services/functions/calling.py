"""Calls of service functions: their rows go to the service in batches, and wait without a thread of the statement's."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from operator import eq
from typing import Any

from spcs_local.errors import DoesNotExistError, SnowflakeError
from spcs_local.handlers.call import Context
from spcs_local.model.access import Access
from spcs_local.model.identifiers import Name
from spcs_local.model.objects import StoredObject
from spcs_local.model.principal import Principal
from spcs_local.model.running import Steps
from spcs_local.model.signatures import declared
from spcs_local.services.functions.batches import Batch, BatchFailedError, PassingError, Target
from spcs_local.services.functions.types import Argument, WrongValueError, is_null, received, sent
from spcs_local.services.kinds.service_function import DEFAULT_SECONDS, own_name
from spcs_local.services.operations import Services
from spcs_local.services.reachability import Reachability
from spcs_local.services.states import ServiceStatus

AT_ONCE = 16  # batches on their way, of all users
OF_A_USER = 4  # and of each
ROWS = 512  # of a batch whose size the function leaves open
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.2
_ILLEGAL = re.compile(r"[^ -~]+")


class NotRunningError(SnowflakeError):
    """A function whose service does not run. No public source has number and sentence."""

    def __init__(self, service: str, status: str) -> None:
        super().__init__(395039, "22000", f"Service {service} cannot answer: its status is {status}.")


class WrongArgumentsError(SnowflakeError):
    """Another number of arguments than any function of the name takes. The text is our choice."""

    def __init__(self, function: str, count: int) -> None:
        message = f"SQL compilation error:\nInvalid argument types for function '{function}': there are {count}"
        super().__init__(1044, "42P13", message)


@dataclass(frozen=True)
class Named:
    """Functions of one name: the one that is called is that which takes so many arguments."""

    functions: ServiceFunctions
    name: str
    found: list[StoredObject]

    def call(self, context: Context, rows: Sequence[Sequence[tuple[str, str | None]]]) -> Steps[list[Any]]:
        """What it comes to for each of these arguments, which are types of the wire and texts."""
        given = [[Argument(*value) for value in row] for row in rows]
        count = len(given[0]) if given else 0
        chosen = [it for it in self.found if not given or len(it["arguments"]) == count]
        if not chosen:
            raise WrongArgumentsError(self.name, count)
        return (yield from self.functions.call(context, _closest(chosen, given), given))


_KINDS = {"TEXT": "VARCHAR", "FIXED": "NUMBER", "REAL": "FLOAT"}


def _closest(chosen: list[StoredObject], rows: list[list[Argument]]) -> StoredObject:
    """The function that takes most of what is given as it is."""
    kinds = [_KINDS.get(argument.kind, argument.kind) for argument in rows[0]] if rows else []
    return max(chosen, key=lambda it: sum(map(eq, (kind for _, kind in it["arguments"]), kinds)))


class ServiceFunctions:
    """Calls functions of whoever may use them."""

    def __init__(self, services: Services, reachability: Reachability) -> None:
        self._services = services
        self._reachability = reachability
        self._under_way: dict[Batch, int] = {}  # with whose they are
        self._senders = ThreadPoolExecutor(AT_ONCE, "service-function")

    def named(self, context: Context, name: Name) -> Named | None:
        """The functions of a name that who asks may use; None if there is none."""
        kind = context.kind("FUNCTION")
        try:
            schema, own = context.access.container(kind, name)
        except SnowflakeError:
            return None
        found = [it for it in context.model.objects.children(schema.id) if it.kind == kind.name and own_name(it) == own]
        found = [it for it in found if context.access.holds(it, "USAGE")]
        return Named(self, own, found) if found else None

    def call(self, context: Context, function: StoredObject, rows: Sequence[Sequence[Argument]]) -> Steps[list[Any]]:
        """The results of these arguments, row by row."""
        name, takes = own_name(function), [declared(kind) for kind in _types(function)[:-1]]
        called = [place for place, row in enumerate(rows) if not (function["strict"] and any(map(is_null, row)))]
        results: list[Any] = [None] * len(rows)
        size = function["MAX_BATCH_ROWS"] or ROWS
        headers = _headers(context, function)
        for first in range(0, len(called), size):
            places = called[first : first + size]
            given = [[sent(name, *pair) for pair in zip(takes, rows[place], strict=True)] for place in places]
            values = yield from self._batch(context, function, given, headers)
            for place, value in zip(places, values, strict=True):
                results[place] = received(name, declared(_types(function)[-1]), value)
        if function["not_null"] and None in results:
            raise WrongValueError(name, None, f"{function['returns']} NOT NULL")
        return results

    def stop(self) -> None:
        """End what is under way."""
        for batch in list(self._under_way):
            batch.stop()
        self._senders.shutdown(wait=False, cancel_futures=True)

    def _batch(
        self, context: Context, function: StoredObject, rows: list[list[Any]], headers: dict[str, str]
    ) -> Steps[list[Any]]:
        service, port = self._endpoint(function)
        seconds = function["BATCH_TIMEOUT_SECS"] or DEFAULT_SECONDS
        tries = 1 + int(function["MAX_BATCH_RETRIES"])
        while True:
            address = yield from self._address(context, service, seconds)
            target = Target(own_name(function), address, port, function["path"])
            try:
                with self._reachability.stay(service.id):
                    values = yield from self._sent(context, Batch(target, rows, headers, seconds))
            except BatchFailedError as error:
                tries -= 1
                if tries and isinstance(error, PassingError):
                    continue
                if function["ON_BATCH_FAILURE"] == "RETURN_NULL":
                    return [None] * len(rows)
                raise
            return values

    def _endpoint(self, function: StoredObject) -> tuple[StoredObject, int]:
        """The service and its port, if the function's owner may still use them."""
        model, parts = self._services.model, tuple(function["SERVICE"])
        service = model.objects.find_path("SERVICE", parts)
        if service is None:
            raise DoesNotExistError("SERVICE", ".".join(parts))
        specification = self._services.specification(service)
        owner = Access(model.objects, model.grants, Principal("", function.owner), None, None)
        for endpoint in specification.endpoints:
            if endpoint.name == function["ENDPOINT"] and endpoint.port is not None:
                holders = self._services.roles.holders(service.id, specification, endpoint.name)
                if owner.holds(service) or any(owner.counts(role_id) for role_id in holders):
                    return service, endpoint.port
        raise DoesNotExistError("SERVICE ENDPOINT", f"{'.'.join(parts)}!{function['ENDPOINT']}")

    def _address(self, context: Context, service: StoredObject, seconds: float) -> Steps[str]:
        """Where the service is reached; one that is suspended is resumed, if it may be, and one that starts awaited."""
        services, pauses, deadline = self._services, _pauses(), time.monotonic() + seconds
        while True:
            row = services.row(service)
            address = self._reachability.addresses.get(service.id)
            if row.suspended and not service["AUTO_RESUME"]:
                raise NotRunningError(str(service.path), row.status)
            if row.suspended:
                with services.model.catalog.transaction():
                    services.resume(service)
                services.notify()
            elif row.status == ServiceStatus.RUNNING and address is not None:
                return address
            elif row.status == ServiceStatus.FAILED or row.ended or time.monotonic() >= deadline:
                raise NotRunningError(str(service.path), row.status)
            yield from context.wait(next(pauses))

    def _sent(self, context: Context, batch: Batch) -> Steps[list[Any]]:
        user, pauses = context.session.holder, _pauses()
        while list(self._under_way.values()).count(user) >= OF_A_USER:
            yield from context.wait(next(pauses))
        self._under_way[batch] = user
        future = self._senders.submit(batch.send)
        try:
            while not future.done():
                yield from context.wait(next(pauses))
            return future.result()
        finally:  # a statement that was canceled, too
            self._under_way.pop(batch, None)
            future.cancel()
            batch.stop()


def _types(function: StoredObject) -> list[str]:
    """What it takes, and at the end what it gives; one that was made before sizes were kept has none."""
    takes = function["takes"] or [kind for _, kind in function["arguments"]]
    return [*takes, function["gives"] or function["returns"]]


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 1.5, _LONGEST_PAUSE)


def _headers(context: Context, function: StoredObject) -> dict[str, str]:
    """What the service is told beside the rows. Values of context functions go twice: as far as legal, and whole."""
    headers = {
        "sf-external-function-format": "json",
        "sf-external-function-format-version": "1.0",
        "sf-external-function-current-query-id": context.query_id,
        "sf-external-function-name": _legal(own_name(function)),
        "sf-external-function-return-type": function["returns"],
    }
    for name in function["CONTEXT_HEADERS"]:
        value = str(context.language.functions[name](context, []) or "")
        header = f"sf-context-{name.lower().replace('_', '-')}"
        headers[header] = _legal(value)
        headers[f"{header}-base64"] = base64.b64encode(value.encode()).decode()
    return headers


def _legal(value: str) -> str:
    return _ILLEGAL.sub(" ", value)
