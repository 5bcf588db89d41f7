"""CREATE, ALTER, DROP, SHOW and DESCRIBE of services."""

from __future__ import annotations

import posixpath
from typing import Any

from local.errors import InvalidValueError, MissingPropertyError, SnowflakeError
from local.handlers import generic
from local.handlers.call import Call, Handler
from local.handlers.files import locate
from local.handlers.show import filters, limited, show
from local.handlers.syntax import check
from local.model.identifiers import quote
from local.model.kinds import text
from local.model.objects import StoredObject
from local.model.result import Result, status
from local.services.images import pin
from local.services.pools import plain_name
from local.services.requirements import Requirements
from local.services.store import Revision
from local.specification import Specification, parse

_KIND = "SERVICE"
_FILE_OPTIONS = ("SPECIFICATION_FILE", "SPEC")


class BlockVolumeError(SnowflakeError):
    """What services with block volumes refuse. No page documents the number; that of DROP is taken."""

    def __init__(self, message: str) -> None:
        super().__init__(395085, "22000", message)


class DropRefusedError(BlockVolumeError):
    """DROP SERVICE without FORCE. https://github.com/snowflakedb/snowflake-cli/issues/2134"""

    def __init__(self, service: str) -> None:
        super().__init__(
            f"Failed to drop service {service} since it contains block storage volumes. Please use DROP SERVICE"
            f" {service} FORCE if you would like to drop the service and the associated block storage volumes."
        )


def _create(call: Call) -> Result:
    container, name = call.access.container(call.kind(_KIND), call.args["name"])
    call.access.require(container, "CREATE SERVICE", primary=True)
    existing = call.account.objects.find(_KIND, name, container.id)
    if existing is not None and generic.stays(call, existing):
        return status(f"{quote(name)} already exists, statement succeeded.")
    plain_name(name)
    options = dict(call.args.get("options", {}))
    source = _source_text(call, options)
    specification = parse(source)
    values = _read_options(call, options)
    _check_instances(values, specification)
    requirements = Requirements(call.account, call.access.principal.role or "", container.path.parts[0], container.name)
    pool = requirements.require_pool(call.args["pool"])
    requirements.require_all(specification, values["EXTERNAL_ACCESS_INTEGRATIONS"])
    call.account.runtime.check_room(pool, specification)
    revision = pin(source, specification, call.account.registry.resolve)
    with call.account.catalog.transaction():
        done = generic.make(call, call.kind(_KIND), values)
        if done is None:
            return status(f"{quote(name)} already exists, statement succeeded.")
        call.account.runtime.created(done[0], pool, revision, specification)
    call.account.runtime.notify()
    return status(f"Service {quote(name)} successfully created.")


def _read_options(call: Call, options: dict[str, Any]) -> dict[str, Any]:
    values = call.kind(_KIND).read(options)
    if "MAX_INSTANCES" not in options:
        values["MAX_INSTANCES"] = values["MIN_INSTANCES"]
    if "MIN_INSTANCES" not in options:
        values["MIN_INSTANCES"] = 1
    if "MIN_READY_INSTANCES" not in options:
        values["MIN_READY_INSTANCES"] = values["MIN_INSTANCES"]
    return values


def _source_text(call: Call, options: dict[str, Any]) -> str:
    """The specification's text; takes the file's name out of the options."""
    given = [options.pop(name) for name in _FILE_OPTIONS if name in options]
    if "specification" in call.args:
        return str(call.args["specification"])
    if not given:
        raise MissingPropertyError(_FILE_OPTIONS[0])
    place = locate(call, call.args["stage"], "READ")
    path = posixpath.join(place.path, text(_FILE_OPTIONS[0], given[0]))
    return call.account.stages.read(place.stage, path).decode(errors="replace")


def _check_instances(values: dict[str, Any], specification: Specification) -> None:
    least, most, ready = (values[name] for name in ("MIN_INSTANCES", "MAX_INSTANCES", "MIN_READY_INSTANCES"))
    if least > most:
        raise InvalidValueError(most, "MAX_INSTANCES")
    if ready > least:
        raise InvalidValueError(ready, "MIN_READY_INSTANCES")
    if least != most and any(volume.kind == "block" for volume in specification.volumes):
        raise BlockVolumeError("Services with block volumes need MIN_INSTANCES equal to MAX_INSTANCES.")


def _check_block_instances(found: StoredObject, values: dict[str, Any], specification: Specification) -> None:
    changed = any(found[name] != values.get(name, found[name]) for name in ("MIN_INSTANCES", "MAX_INSTANCES"))
    if changed and any(volume.kind == "block" for volume in specification.volumes):
        raise BlockVolumeError("The number of instances of a service with block volumes cannot be changed.")


def _alter_from(call: Call) -> Result:
    found = generic.find_or_skip(call, _KIND)
    if found is None:
        return status(generic.DONE)
    call.access.require(found, "OPERATE")
    source = _source_text(call, dict(call.args.get("options", {})))
    specification = parse(source)
    Requirements.of_service(call.account, found).require_all(specification, found["EXTERNAL_ACCESS_INTEGRATIONS"])
    revision = pin(source, specification, call.account.registry.resolve)
    with call.account.catalog.transaction():
        _revise(call, found, revision, specification)
    call.account.runtime.notify()
    return status(generic.DONE)


def _revise(call: Call, found: StoredObject, revision: Revision, specification: Specification) -> None:
    runtime = call.account.runtime
    if _block_volumes(runtime.specification(found.id)) != _block_volumes(specification):
        message = "Block volumes cannot be added, removed or changed: drop the service and create it anew."
        raise BlockVolumeError(message)
    runtime.revised(found, revision, specification)


def _block_volumes(specification: Specification) -> dict[str, tuple[Any, ...]]:
    """By name, what stays as it was when the service was created."""
    volumes = [volume for volume in specification.volumes if volume.kind == "block"]
    return {v.name: (v.size, v.block.iops, v.block.throughput, v.block.encryption) for v in volumes}


def _act(call: Call) -> Result:
    with call.account.catalog.transaction():
        found = generic.find_or_skip(call, _KIND)
        if found is None:
            return status(generic.DONE)
        call.access.require(found, "OPERATE")
        if call.args["service_action"] == "SUSPEND":
            call.account.runtime.suspend(found)
        else:
            call.account.runtime.resume(found)
    call.account.runtime.notify()
    return status(generic.DONE)


def _set(call: Call) -> Result:
    return _change(call, call.kind(_KIND).change(call.args["options"]))


def _unset(call: Call) -> Result:
    return _change(call, call.kind(_KIND).reset(call.args["words"]))


def _change(call: Call, values: dict[str, Any]) -> Result:
    with call.account.catalog.transaction():
        found = generic.find_or_skip(call, _KIND)
        if found is None:
            return status(generic.DONE)
        # the page on privileges lets OPERATE set properties as well; the statement's own does not
        call.access.require(found)
        specification = call.account.runtime.specification(found.id)
        _check_instances(found.properties | values, specification)
        _check_block_instances(found, values, specification)
        requirements = Requirements.of_service(call.account, found)
        requirements.require_integrations(values.get("EXTERNAL_ACCESS_INTEGRATIONS", []))
        call.account.objects.change(found, values)
    call.account.runtime.notify()
    return status(generic.DONE)


def _drop(call: Call) -> Result:
    def check(found: StoredObject) -> None:
        volumes = call.account.runtime.specification(found.id).volumes
        if not call.args.get("force") and any(volume.kind == "block" for volume in volumes):
            raise DropRefusedError(found.shown)
        call.account.runtime.back_up(found)

    return generic.drop(call, _KIND, check)


def _show(call: Call) -> Result:
    if "in_pool" not in call.args:
        return show(call, _KIND)
    check(call, call.kind(_KIND))
    pool = call.find("COMPUTE POOL", call.args["in_pool"])
    wanted = filters(call)
    services = [call.account.objects.get(row.id) for row in call.account.runtime.store.in_pool(pool.id)]
    found = [item for item in services if wanted(item.name) and call.access.lists(item)]
    return generic.table(call.kind(_KIND).show, limited(call, found), call)


HANDLERS: dict[str, Handler] = {
    "create_service": _create,
    "alter_service_from": _alter_from,
    "alter_service": _act,
    "alter_service_set": _set,
    "alter_service_unset": _unset,
    "drop_service": _drop,
    "show_services": _show,
    "describe_service": lambda call: generic.describe(call, _KIND),
}
