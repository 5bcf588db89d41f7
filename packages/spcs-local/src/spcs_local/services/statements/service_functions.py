"""CREATE, ALTER, DROP, SHOW and DESCRIBE of functions that services answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from spcs_local.errors import DoesNotExistError, InvalidValueError, SnowflakeError
from spcs_local.handlers import object_lifecycle
from spcs_local.handlers.call import Call, Context
from spcs_local.handlers.show import filters, listed
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.model.signatures import declared, signed
from spcs_local.services.kinds.service_function import own_name
from spcs_local.services.operations import Services
from spcs_local.services.statements.binding import on
from spcs_local.statements.rules.functions import (
    AlterFunctionSet,
    AlterFunctionUnset,
    CreateFunction,
    DescribeFunction,
    DropFunction,
    OfSignature,
    ShowFunctions,
)
from spcs_local.statements.values import Options

_KIND = "FUNCTION"
_PATH = re.compile(r"/[!-~]*")  # what stands in the first line of a request
OfSignatureT = TypeVar("OfSignatureT", bound=OfSignature)


class NoEndpointError(SnowflakeError):
    """An endpoint that the service does not have, or that the role may not use. Number and text are our choice."""

    def __init__(self, endpoint: str, service: str) -> None:
        message = (
            f"SQL compilation error:\nEndpoint '{endpoint}' of service {service} does not exist or not authorized."
        )
        super().__init__(2003, "02000", message)


def _create(services: Services, call: Call[CreateFunction]) -> Result:
    asked = call.statement
    takes = [declared(it.data_type) for it in asked.parameters]
    gives = declared(asked.returned)
    arguments = [[it.parameter_name, kind.name] for it, kind in zip(asked.parameters, takes, strict=True)]
    stored = {
        "arguments": arguments,
        "returns": gives.name,
        "takes": [str(kind) for kind in takes],
        "gives": str(gives),
        "path": _path(asked.body),
        "strict": bool({"STRICT", "RETURNS NULL ON NULL INPUT"}.intersection(asked.traits)),
        "not_null": "NOT NULL" in asked.traits,
        "volatility": "IMMUTABLE" if "IMMUTABLE" in asked.traits else "VOLATILE",
    }
    name = signed(asked.name, [kind for _, kind in arguments])
    with call.model.catalog.transaction():
        kind = call.kind(_KIND)
        made_as = call.instead(replace(asked, name=name, options=_pointed(services, call, asked.options)))
        done = object_lifecycle.make(made_as, kind, kind.read(made_as.statement.options))
        if done is None:
            return status(f"{quote(asked.name.last)} already exists, statement succeeded.")
        call.model.objects.change(done[0], stored)
    return status(f"Function {quote(asked.name.last)} successfully created.")


def _path(body: str) -> str:
    if _PATH.fullmatch(body) is None:
        raise InvalidValueError(body, "AS")
    return body


def _pointed(services: Services, context: Context, options: Options, before: StoredObject | None = None) -> Options:
    """Options with the service by its full name, and the endpoint as the service has it, which the role may use."""
    if not {"SERVICE", "ENDPOINT"}.intersection(options) or not (before or {"SERVICE", "ENDPOINT"} <= options.keys()):
        return options
    given = options.get("SERVICE")
    name = Name(tuple(before["SERVICE"])) if given is None and before else given
    if not isinstance(name, Name):
        raise InvalidValueError(given, "SERVICE")
    service = context.model.objects.find_path("SERVICE", context.access.qualify(context.kind("SERVICE"), name).parts)
    if service is None:
        raise DoesNotExistError("SERVICE", str(name))
    wanted = options["ENDPOINT"] if "ENDPOINT" in options else before and before["ENDPOINT"]
    endpoint = usable_endpoint(services, context, service, wanted.last if isinstance(wanted, Name) else str(wanted))
    return {**options, "SERVICE": list(service.path.parts), "ENDPOINT": endpoint}


def usable_endpoint(services: Services, context: Context, service: StoredObject, name: str) -> str:
    """The endpoint of this name, in any case, if who asks may use it."""
    specification = services.specification(service)
    for endpoint in specification.endpoints:
        if endpoint.name.upper() == name.upper() and endpoint.port is not None and endpoint.protocol == "HTTP":
            holders = services.roles.holders(service.id, specification, endpoint.name)
            if context.access.holds(service) or any(context.access.counts(role_id) for role_id in holders):
                return endpoint.name
    raise NoEndpointError(name, str(service.path))


def _signed(call: Call[OfSignatureT]) -> Call[OfSignatureT]:
    """The same statement, of the function as it is stored."""
    asked = call.statement
    return call.instead(replace(asked, name=signed(asked.name, asked.signature)))


def _set(services: Services, call: Call[AlterFunctionSet]) -> Result:
    named = _signed(call)
    found = object_lifecycle.find_or_skip(named, _KIND)
    if found is None:
        return status(object_lifecycle.DONE)
    options = _pointed(services, call, call.statement.options, found)
    return object_lifecycle.alter_set(call.instead(replace(named.statement, options=options)), _KIND)


def _drop(_services: Services, call: Call[DropFunction]) -> Result:
    shown, named = quote(call.statement.name.last), _signed(call)
    if object_lifecycle.find_or_skip(named, _KIND) is None:
        return status(f"Drop statement executed successfully ({shown} already dropped).")
    object_lifecycle.drop(named, _KIND)
    return status(f"{shown} successfully dropped.")


def _show(_services: Services, call: Call[ShowFunctions]) -> Result:
    kind, wanted = call.kind(_KIND), filters(call.statement.like)
    found = listed(call, kind, call.statement.in_scope)
    return object_lifecycle.table(kind.show, [item for item in found if wanted(own_name(item))], call)


def _describe(_services: Services, call: Call[DescribeFunction]) -> Result:
    return object_lifecycle.describe(_signed(call), _KIND)


HANDLERS = (
    on(CreateFunction, _create),
    on(AlterFunctionSet, _set),
    on(AlterFunctionUnset, lambda _services, call: object_lifecycle.alter_unset(_signed(call), _KIND)),
    on(DropFunction, _drop),
    on(ShowFunctions, _show),
    on(DescribeFunction, _describe),
)
