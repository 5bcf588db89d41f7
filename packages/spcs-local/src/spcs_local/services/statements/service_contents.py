"""What a service consists of: SHOW SERVICE CONTAINERS, INSTANCES, ENDPOINTS and ROLES."""

from __future__ import annotations

from spcs_local.handlers.call import Call
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.services.operations import Services
from spcs_local.services.records.rows import ContainerRow, InstanceRow, Revision
from spcs_local.services.records.service_roles import endpoints_of_roles
from spcs_local.services.statements.binding import on
from spcs_local.specification import Container, Endpoint
from spcs_local.statements.rules.services import (
    ShowEndpoints,
    ShowingInService,
    ShowServiceContainers,
    ShowServiceInstances,
    ShowServiceRoles,
)


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
_PROVISIONING = "Endpoints provisioning in progress... check back in a few minutes"
_ENDPOINTS = _columns("name port port_range protocol is_public ingress_url", port="FIXED")
_ROLES = _columns("created_on name comment", created_on="TIMESTAMP_LTZ")


def _find(call: Call[ShowingInService], *privileges: str) -> StoredObject:
    found = call.find("SERVICE", call.statement.name)
    call.access.require(found, *privileges)
    return found


def _containers(services: Services, call: Call[ShowServiceContainers]) -> Result:
    found = _find(call, "MONITOR")
    head = _head(services, found)
    rows = []
    for instance in services.store.instances(found.id):
        specified = {c.name: c for c in instance.revision.specification.containers}
        for row in services.store.containers(found.id, instance.number):
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


def _instances(services: Services, call: Call[ShowServiceInstances]) -> Result:
    found = _find(call, "MONITOR")
    head = _head(services, found)
    rows = [
        [*head, str(i.number), i.status, i.revision.digest, i.created_on, i.started_on, services.ip_address(i)]
        for i in services.store.instances(found.id)
    ]
    return Result(_INSTANCES, rows or [[*head, *[None] * (len(_INSTANCES) - len(head))]])


def _head(services: Services, found: StoredObject) -> list[object]:
    return [found.database, found.schema, found.name, services.row(found).status]


def _endpoints(services: Services, call: Call[ShowEndpoints]) -> Result:
    """Only those that the role may use; to the owner, all."""
    found = _find(call, "USAGE")
    specification = services.specification(found)
    owner = call.access.holds(found)
    rows = []
    for endpoint in specification.endpoints:
        holders = services.roles.holders(found.id, specification, endpoint.name)
        if owner or any(call.access.counts(role_id) for role_id in holders):
            rows.append(_endpoint(endpoint, services.ingress_url(found, endpoint.name)))
    return Result(_ENDPOINTS, rows)


def _endpoint(endpoint: Endpoint, url: str | None) -> list[object]:
    shown = (url or _PROVISIONING) if endpoint.public else None
    public = "true" if endpoint.public else "false"
    return [endpoint.name, endpoint.port, endpoint.port_range, endpoint.protocol, public, shown]


def _roles(services: Services, call: Call[ShowServiceRoles]) -> Result:
    found = _find(call, "USAGE")
    names = sorted(endpoints_of_roles(services.specification(found)))
    return Result(_ROLES, [[found.created_on, name, ""] for name in names])


HANDLERS = (
    on(ShowServiceContainers, _containers),
    on(ShowServiceInstances, _instances),
    on(ShowEndpoints, _endpoints),
    on(ShowServiceRoles, _roles),
)
