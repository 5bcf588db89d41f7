"""What a service consists of: SHOW SERVICE CONTAINERS, INSTANCES, ENDPOINTS and ROLES."""

from __future__ import annotations

from spcs_local.handlers.call import Call, Handler
from spcs_local.model.objects import StoredObject
from spcs_local.model.result import Result, ResultColumn
from spcs_local.services.endpoints import PROVISIONING
from spcs_local.services.roles import endpoints_of_roles
from spcs_local.services.store import ContainerRow, InstanceRow, Revision
from spcs_local.specification import Container, Endpoint, parse


def _columns(text: str, **types: str) -> tuple[ResultColumn, ...]:
    return tuple(ResultColumn(name, types.get(name, "TEXT")) for name in text.split())


# https://docs.snowflake.com/en/sql-reference/sql/show-service-containers-in-service
_CONTAINERS = _columns(
    "database_name schema_name service_name service_status instance_id instance_status container_name status message"
    " image_name image_digest restart_count start_time last_exit_code last_restart_time",
    restart_count="FIXED",
    start_time="TIMESTAMP_LTZ",
    last_exit_code="FIXED",
    last_restart_time="TIMESTAMP_LTZ",
)
# https://docs.snowflake.com/en/sql-reference/sql/show-service-instances-in-service
_INSTANCES = _columns(
    "database_name schema_name service_name service_status instance_id status spec_digest creation_time start_time"
    " ip_address",
    creation_time="TIMESTAMP_LTZ",
    start_time="TIMESTAMP_LTZ",
)
_ENDPOINTS = _columns("name port port_range protocol is_public ingress_url", port="FIXED")
_ROLES = _columns("created_on name comment", created_on="TIMESTAMP_LTZ")


def _find(call: Call, *privileges: str) -> StoredObject:
    found = call.find("SERVICE")
    call.access.require(found, *privileges)
    return found


def _containers(call: Call) -> Result:
    found = _find(call, "MONITOR")
    head = _head(call, found)
    rows = []
    for instance in call.account.runtime.store.instances(found.id):
        specified = {c.name: c for c in parse(instance.revision.specification).containers}
        for row in call.account.runtime.store.containers(found.id, instance.number):
            rows.append([*head, *_container(instance, row, specified[row.name])])
    return Result(_CONTAINERS, rows or [[*head, *[None] * (len(_CONTAINERS) - len(head))]])


def _container(instance: InstanceRow, row: ContainerRow, specified: Container) -> list[object]:
    return [
        str(instance.number),
        instance.status,
        row.name,
        row.status,
        row.message,
        specified.image,
        image_digest(instance.revision, row.name),
        row.restart_count,
        row.started_on,
        row.last_exit_code,
        row.last_restart_on,
    ]


def image_digest(revision: Revision, container: str) -> str:
    """The digest that a container's image is pinned to."""
    return revision.images[container].partition("@")[2]


def _instances(call: Call) -> Result:
    found, runtime = _find(call, "MONITOR"), call.account.runtime
    head = _head(call, found)
    rows = [
        [*head, str(i.number), i.status, i.revision.digest, i.created_on, i.started_on, runtime.ip_address(i)]
        for i in runtime.store.instances(found.id)
    ]
    return Result(_INSTANCES, rows or [[*head, *[None] * (len(_INSTANCES) - len(head))]])


def _head(call: Call, found: StoredObject) -> list[object]:
    return [found.database, found.schema, found.name, call.account.runtime.row(found).status]


def _endpoints(call: Call) -> Result:
    """Only those that the role may use; to the owner, all."""
    found = _find(call, "USAGE")
    runtime = call.account.runtime
    specification = runtime.specification(found.id)
    owner = call.access.holds(found)
    rows = []
    for endpoint in specification.endpoints:
        holders = runtime.roles.holders(found.id, specification, endpoint.name)
        if owner or any(call.access.counts(role_id) for role_id in holders):
            rows.append(_endpoint(endpoint, runtime.ingress_url(found, endpoint.name)))
    return Result(_ENDPOINTS, rows)


def _endpoint(endpoint: Endpoint, url: str | None) -> list[object]:
    shown = (url or PROVISIONING) if endpoint.public else None
    public = "true" if endpoint.public else "false"
    return [endpoint.name, endpoint.port, endpoint.port_range, endpoint.protocol, public, shown]


def _roles(call: Call) -> Result:
    found = _find(call, "USAGE")
    names = sorted(endpoints_of_roles(call.account.runtime.specification(found.id)))
    return Result(_ROLES, [[found.created_on, name, ""] for name in names])


HANDLERS: dict[str, Handler] = {
    "show_service_containers": _containers,
    "show_service_instances": _instances,
    "show_endpoints": _endpoints,
    "show_service_roles": _roles,
}
