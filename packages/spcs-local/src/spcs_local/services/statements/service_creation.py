"""What CREATE SERVICE and EXECUTE JOB SERVICE have in common."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any

from spcs_local.errors import InvalidValueError, MissingPropertyError, SnowflakeError
from spcs_local.handlers import object_lifecycle
from spcs_local.handlers.call import Call
from spcs_local.handlers.files import locate
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import text
from spcs_local.services.image_pins import pin
from spcs_local.services.kinds.compute_pool import plain_name
from spcs_local.services.operations import Services
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.records.rows import Job
from spcs_local.specification import Specification, parse

KIND = "SERVICE"
_FILE_OPTIONS = ("SPECIFICATION_FILE", "SPEC")
Options = dict[str, Any]


class BlockVolumeError(SnowflakeError):
    """What services with block volumes refuse. No page documents the number; that of DROP is taken."""

    def __init__(self, message: str) -> None:
        super().__init__(395085, "22000", message)


def make(
    services: Services, call: Call, options: Options, read: Callable[[Options], Options], job: Job | None = None
) -> StoredObject | None:
    """The new service or job, which nothing looks at yet; None if one of its name is there and may be."""
    container, name = call.access.container(call.kind(KIND), call.args["name"])
    call.access.require(container, "CREATE SERVICE", primary=True)
    existing = call.model.objects.find(KIND, name, container.id)
    if existing is not None and object_lifecycle.stays(call, existing):
        return None
    plain_name(name)
    source = source_text(call, options)
    specification = parse(source)
    values = read(options)
    check_instances(values, specification)
    requirements = OwnerRights(call.model, call.access.principal.role or "", container.path.parts[0], container.name)
    pool = requirements.require_pool(call.args["pool"])
    requirements.require_all(specification, values["EXTERNAL_ACCESS_INTEGRATIONS"])
    services.check_room(pool, specification)
    revision = pin(source, specification, call.model.registry.resolve)
    with call.model.catalog.transaction():
        done = object_lifecycle.make(call, call.kind(KIND), values)
        if done is None:
            return None
        services.created(done[0], pool, revision, job)
    services.notify()
    return done[0]


def source_text(call: Call, options: Options) -> str:
    """The specification's text; takes the file's name out of the options."""
    given = [options.pop(name) for name in _FILE_OPTIONS if name in options]
    if "specification" in call.args:
        return str(call.args["specification"])
    if not given:
        raise MissingPropertyError(_FILE_OPTIONS[0])
    place = locate(call, call.args["stage"], "READ")
    path = posixpath.join(place.path, text(_FILE_OPTIONS[0], given[0]))
    return call.model.stages.read(place.stage, path).decode(errors="replace")


def check_instances(values: Options, specification: Specification) -> None:
    """That the numbers of instances fit together, and with block volumes."""
    least, most, ready = (values[name] for name in ("MIN_INSTANCES", "MAX_INSTANCES", "MIN_READY_INSTANCES"))
    if least > most:
        raise InvalidValueError(most, "MAX_INSTANCES")
    if ready > least:
        raise InvalidValueError(ready, "MIN_READY_INSTANCES")
    if least != most and any(volume.kind == "block" for volume in specification.volumes):
        raise BlockVolumeError("Services with block volumes need MIN_INSTANCES equal to MAX_INSTANCES.")


def options_of(call: Call) -> Options:
    """Properties before and after the specification."""
    before = call.args.get("first_options", {}).get("options", {})
    return {**before, **call.args.get("options", {})}
