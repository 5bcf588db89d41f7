"""CREATE, ALTER, DROP, SHOW and DESCRIBE of services."""

from __future__ import annotations

from typing import Any

from spcs_local.errors import SnowflakeError
from spcs_local.handlers import object_lifecycle
from spcs_local.handlers.call import Call, Context
from spcs_local.handlers.show import filters, limited, listed
from spcs_local.handlers.syntax import check
from spcs_local.handlers.tags import set_tags, unset_tags
from spcs_local.kinds.kind import Column
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.services.image_pins import pin
from spcs_local.services.kinds.service import JOB, NO_JOBS
from spcs_local.services.operations import Services
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.records.rows import Revision
from spcs_local.services.statements.binding import on
from spcs_local.services.statements.service_creation import (
    BlockVolumeError,
    Given,
    Stored,
    check_instances,
    make,
    options_of,
    source_text,
)
from spcs_local.specification import Specification, parse
from spcs_local.statements.rules.base import Existing
from spcs_local.statements.rules.services import (
    AlterService,
    AlterServiceFrom,
    AlterServiceSet,
    AlterServiceSetTags,
    AlterServiceUnset,
    AlterServiceUnsetTags,
    CreateService,
    DescribeService,
    DropService,
    ListingServices,
    ShowJobServices,
    ShowServices,
)

_KIND = "SERVICE"


class DropRefusedError(BlockVolumeError):
    """DROP SERVICE without FORCE. https://github.com/snowflakedb/snowflake-cli/issues/2134"""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"Failed to drop service {service} since it contains block storage volumes. Please use DROP SERVICE"
            f" {service} FORCE if you would like to drop the service and the associated block storage volumes."
        )


class JobNotAlteredError(SnowflakeError):
    """ALTER SERVICE of a job: there is nothing to alter. No page documents the number of the refusal."""

    def __init__(self) -> None:
        super().__init__(2, "0A000", "SQL compilation error:\nUnsupported feature 'ALTER SERVICE on a job service'.")


def _create(services: Services, call: Call[CreateService]) -> Result:
    shown = quote(call.statement.name.last)
    made = make(services, call, options_of(call.statement), lambda given: _read_options(call, given))
    if made is None:
        return status(f"{shown} already exists, statement succeeded.")
    return status(f"Service {shown} successfully created.")


def _read_options(context: Context, options: Given) -> Stored:
    values = context.kind(_KIND).read(options)
    if "MAX_INSTANCES" not in options:
        values["MAX_INSTANCES"] = values["MIN_INSTANCES"]
    if "MIN_INSTANCES" not in options:
        values["MIN_INSTANCES"] = 1
    if "MIN_READY_INSTANCES" not in options:
        values["MIN_READY_INSTANCES"] = values["MIN_INSTANCES"]
    return values


def _check_block_instances(found: StoredObject, values: Stored, specification: Specification) -> None:
    changed = any(found[name] != values.get(name, found[name]) for name in ("MIN_INSTANCES", "MAX_INSTANCES"))
    if changed and any(volume.kind == "block" for volume in specification.volumes):
        raise BlockVolumeError("The number of instances of a service with block volumes cannot be changed.")


def _alter_from(services: Services, call: Call[AlterServiceFrom]) -> Result:
    found = object_lifecycle.find_or_skip(call, _KIND)
    if found is None:
        return status(object_lifecycle.DONE)
    call.access.require(found, "OPERATE")
    _refuse_job(services, found)
    given = {**call.statement.options, **call.statement.last_options}
    source = source_text(call, call.statement, given)
    specification = parse(source)
    rights = OwnerRights.of_service(call.model, found)
    rights.require_all(specification, found["EXTERNAL_ACCESS_INTEGRATIONS"])
    revision = pin(source, specification, call.model.registry, rights.repository_id)
    with call.model.catalog.transaction():
        _revise(services, found, revision)
    services.notify()
    return status(object_lifecycle.DONE)


def _refuse_job(services: Services, found: StoredObject) -> None:
    if _is_job(services, found):
        raise JobNotAlteredError


def _revise(services: Services, found: StoredObject, revision: Revision) -> None:
    if _block_volumes(services.specification(found)) != _block_volumes(revision.specification):
        message = "Block volumes cannot be added, removed or changed: drop the service and create it anew."
        raise BlockVolumeError(message)
    services.revised(found, revision)


def _block_volumes(specification: Specification) -> dict[str, tuple[Any, ...]]:
    """By name, what stays as it was when the service was created."""
    volumes = [volume for volume in specification.volumes if volume.kind == "block"]
    return {v.name: (v.size, v.block.iops, v.block.throughput, v.block.encryption) for v in volumes}


def _act(services: Services, call: Call[AlterService]) -> Result:
    with call.model.catalog.transaction():
        found = object_lifecycle.find_or_skip(call, _KIND)
        if found is None:
            return status(object_lifecycle.DONE)
        call.access.require(found, "OPERATE")
        _refuse_job(services, found)
        if call.statement.service_action == "SUSPEND":
            services.suspend(found)
        else:
            services.resume(found)
    services.notify()
    return status(object_lifecycle.DONE)


def _set(services: Services, call: Call[AlterServiceSet]) -> Result:
    return _change(services, call, call.kind(_KIND).change(call.statement.options))


def _unset(services: Services, call: Call[AlterServiceUnset]) -> Result:
    return _change(services, call, call.kind(_KIND).reset(call.statement.words))


def _change(services: Services, call: Call[Existing], values: Stored) -> Result:
    with call.model.catalog.transaction():
        found = object_lifecycle.find_or_skip(call, _KIND)
        if found is None:
            return status(object_lifecycle.DONE)
        # the page on privileges lets OPERATE set properties as well; the statement's own does not
        call.access.require(found)
        _refuse_job(services, found)
        values = _with_ready_instances(found, values)
        specification = services.specification(found)
        check_instances(found.properties | values, specification)
        _check_block_instances(found, values, specification)
        rights = OwnerRights.of_service(call.model, found)
        rights.require_integrations(values.get("EXTERNAL_ACCESS_INTEGRATIONS", []))
        rights.require_warehouse(values.get("QUERY_WAREHOUSE"))
        call.model.objects.change(found, values)
    services.notify()
    return status(object_lifecycle.DONE)


def _with_ready_instances(found: StoredObject, values: Stored) -> Stored:
    """Fewer instances than have to be ready: then all of them have to be. No page says what Snowflake does."""
    least = values.get("MIN_INSTANCES", found["MIN_INSTANCES"])
    return {"MIN_READY_INSTANCES": min(least, found["MIN_READY_INSTANCES"]), **values}


def _drop(services: Services, call: Call[DropService]) -> Result:
    def check(found: StoredObject) -> None:
        volumes = services.specification(found).volumes
        if not call.statement.force and any(volume.kind == "block" for volume in volumes):
            raise DropRefusedError(found.shown)
        services.back_up(found)

    return object_lifecycle.drop(call, _KIND, check)


def _show(services: Services, call: Call[ShowServices]) -> Result:
    """SHOW SERVICES [EXCLUDE JOBS]."""
    found = _listed(services, call)
    if not call.statement.exclude_jobs:
        return _rows(call, call.kind(_KIND).show, found)
    return _rows(call, NO_JOBS, [item for item in found if not _is_job(services, item)])


def _show_jobs(services: Services, call: Call[ShowJobServices]) -> Result:
    """SHOW JOB SERVICES."""
    return _rows(call, JOB.show, [item for item in _listed(services, call) if _is_job(services, item)])


def _listed(services: Services, call: Call[ListingServices]) -> list[StoredObject]:
    """Services and jobs where the statement looks, by its filters."""
    kind, asked = call.kind(_KIND), call.statement
    check(call, kind)
    wanted = filters(asked.like, asked.starts_with)
    if asked.in_pool is None:
        return listed(call, kind, asked.in_scope, wanted)
    pool = call.find("COMPUTE POOL", asked.in_pool)
    there = [call.model.objects.get(row.id) for row in services.store.in_pool(pool.id)]
    return call.access.listed([item for item in there if wanted(item.name)])


def _rows(call: Call[ListingServices], columns: tuple[Column, ...], found: list[StoredObject]) -> Result:
    return object_lifecycle.table(columns, limited(found, call.statement.limit), call)


def _is_job(services: Services, found: StoredObject) -> bool:
    return services.row(found).job is not None


HANDLERS = (
    on(CreateService, _create),
    on(AlterServiceFrom, _alter_from),
    on(AlterService, _act),
    on(AlterServiceSet, _set),
    on(AlterServiceUnset, _unset),
    on(AlterServiceSetTags, lambda _services, call: set_tags(call, _KIND)),
    on(AlterServiceUnsetTags, lambda _services, call: unset_tags(call, _KIND)),
    on(DropService, _drop),
    on(ShowServices, _show),
    on(ShowJobServices, _show_jobs),
    on(DescribeService, lambda _services, call: object_lifecycle.describe(call, _KIND)),
)
