"""What CREATE SERVICE and EXECUTE JOB SERVICE have in common."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any

from spcs_local.errors import InvalidValueError, MissingPropertyError, SnowflakeError
from spcs_local.handlers import object_lifecycle, tagging
from spcs_local.handlers.call import Call, Context
from spcs_local.handlers.files import locate
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import text
from spcs_local.services.image_pins import pin
from spcs_local.services.kinds.compute_pool import plain_name
from spcs_local.services.operations import Services
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.records.rows import Job
from spcs_local.specification import InvalidSpecificationError, Specification, parse, render
from spcs_local.statements.rules.services import (
    CreateService,
    ExecuteJobService,
    FromStage,
    FromTemplate,
    Source,
    Sourced,
)
from spcs_local.statements.values import Value

KIND = "SERVICE"
_FILE_OPTIONS = ("SPECIFICATION_FILE", "SPEC")
_TEMPLATE_OPTION = "SPECIFICATION_TEMPLATE_FILE"
Given = dict[str, Value]  # what a statement says of properties
Stored = dict[str, Any]


class BlockVolumeError(SnowflakeError):
    """What services with block volumes refuse. No page documents the number; that of DROP is taken."""

    def __init__(self, message: str) -> None:
        super().__init__(395085, "22000", message)


def make(
    services: Services,
    call: Call[CreateService],
    options: Given,
    read: Callable[[Given], Stored],
    job: Job | None = None,
) -> StoredObject | None:
    """The new service or job, which nothing looks at yet; None if one of its name is there and may be."""
    container, name = call.access.container(call.kind(KIND), call.statement.name)
    call.access.require(container, "CREATE SERVICE", primary=True)
    existing = call.model.objects.find(KIND, name, container.id)
    if existing is not None and object_lifecycle.stays(call, existing):
        return None
    plain_name(name)
    source = source_text(call, call.statement, options)
    specification = parse(source)
    if call.model.settings.behaviour.bundle2026_08:
        _refuse_old_stage_volumes(specification)
    properties, tags = tagging.split(call.kind(KIND), options)
    values = read(dict(properties))
    check_instances(values, specification)
    rights = OwnerRights(call.model, call.access.principal.role or "", container.path.parts[0], container.name)
    pool = rights.require_pool(call.statement.pool)
    rights.require_all(specification, values["EXTERNAL_ACCESS_INTEGRATIONS"])
    rights.require_warehouse(values["QUERY_WAREHOUSE"])
    services.check_room(pool, specification)
    revision = pin(source, specification, call.model.registry, rights.repository_id)
    with call.model.catalog.transaction():
        done = object_lifecycle.make(call, call.kind(KIND), values, tags)
        if done is None:
            return None
        services.created(done[0], pool, revision, job)
    services.notify()
    return done[0]


def _refuse_old_stage_volumes(specification: Specification) -> None:
    """BCR-2449: `source: "@stage"` of services that are new; those that are there stay."""
    if any(volume.source.startswith("@") for volume in specification.volumes):
        raise InvalidSpecificationError("stage mount v1 not supported, please use v2 instead")


def source_text(context: Context, statement: Sourced, options: Given) -> str:
    """The specification's text, a template filled in; takes the file's name out of the options."""
    given = {name: options.pop(name) for name in (*_FILE_OPTIONS, _TEMPLATE_OPTION) if name in options}
    found = _written(context, statement.source, given)
    if isinstance(statement.source, FromTemplate) or _TEMPLATE_OPTION in given:
        return render(found, {it.variable_name: it.variable_value for it in statement.using or ()})
    if statement.using is not None:
        raise context.unexpected("USING")
    return found


def _written(context: Context, source: Source, given: Given) -> str:
    if not isinstance(source, FromStage):
        return source.specification
    if not given:
        raise MissingPropertyError(_FILE_OPTIONS[0])
    [(name, file)] = list(given.items())[:1]
    place = locate(context, source.stage, "READ")
    path = posixpath.join(place.path, text(name, file))
    return context.model.stages.read(place.stage, path).decode(errors="replace")


def check_instances(values: Stored, specification: Specification) -> None:
    """That the numbers of instances fit together, and with block volumes."""
    least, most, ready = (values[name] for name in ("MIN_INSTANCES", "MAX_INSTANCES", "MIN_READY_INSTANCES"))
    if least > most:
        raise InvalidValueError(most, "MAX_INSTANCES")
    if ready > least:
        raise InvalidValueError(ready, "MIN_READY_INSTANCES")
    if least != most and any(volume.kind == "block" for volume in specification.volumes):
        raise BlockVolumeError("Services with block volumes need MIN_INSTANCES equal to MAX_INSTANCES.")


def options_of(statement: CreateService | ExecuteJobService) -> Given:
    """Properties before and after the specification."""
    return {**statement.first_options, **statement.options, **statement.last_options}
