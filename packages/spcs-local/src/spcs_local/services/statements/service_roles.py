"""GRANT, REVOKE and SHOW GRANTS of service roles.

https://docs.snowflake.com/en/sql-reference/sql/grant-service-role
https://docs.snowflake.com/en/sql-reference/sql/show-grants
"""

from __future__ import annotations

from spcs_local.errors import DoesNotExistError
from spcs_local.handlers.call import Call
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.handlers.show import at_most
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.services.operations import Services
from spcs_local.services.records.service_roles import endpoints_of_roles
from spcs_local.services.statements.binding import on
from spcs_local.statements.rules.services import (
    GrantingServiceRole,
    GrantServiceRole,
    OnServiceRole,
    RevokeServiceRole,
    ShowGrantsOfServiceRole,
    ShowGrantsToServiceRole,
)

_CREATED = ResultColumn("created_on", "TIMESTAMP_LTZ")
_OF = (_CREATED, *(ResultColumn(name) for name in ("role", "granted_to", "grantee_name", "granted_by")))
# the REST API's ServiceRoleGrantTo has these, too
_TO = (_CREATED, *(ResultColumn(name) for name in ("privilege", "granted_on", "name", "granted_to", "grantee_name")))


def _grant(services: Services, call: Call[GrantServiceRole]) -> Result:
    found, service_role, role = _parts(services, call)
    with call.model.catalog.transaction():
        services.roles.grant(found.id, service_role, role.id, found.owner or "")
    services.notify()
    return status(DONE)


def _revoke(services: Services, call: Call[RevokeServiceRole]) -> Result:
    found, service_role, role = _parts(services, call)
    with call.model.catalog.transaction():
        services.roles.revoke(found.id, service_role, role.id)
    services.notify()
    return status(DONE)


def _parts(services: Services, call: Call[GrantingServiceRole]) -> tuple[StoredObject, str, StoredObject]:
    """Service, service role and account role; the service's owner alone may give and take."""
    found = call.find("SERVICE", call.statement.service_role.service)
    call.access.require(found)
    return found, _service_role(services, call, found), call.find("ROLE", call.statement.to_role)


def _service_role(services: Services, call: Call[OnServiceRole], found: StoredObject) -> str:
    """The statement's, which the service must have."""
    service_role = call.statement.service_role.role_name
    if service_role not in endpoints_of_roles(services.specification(found)):
        raise DoesNotExistError("SERVICE ROLE", f"{found.path}!{quote(service_role)}")
    return service_role


def _show_of(services: Services, call: Call[ShowGrantsOfServiceRole]) -> Result:
    """The roles that a service role was granted to."""
    found = call.find("SERVICE", call.statement.service_role.service)
    service_role = _service_role(services, call, found)
    rows = [
        [grant.created_on, service_role, "ROLE", call.model.objects.get(grant.role_id).name, grant.granted_by]
        for grant in services.roles.grants(found.id)
        if grant.service_role == service_role
    ]
    return at_most(Result(_OF, rows), call.statement.most)


def _show_to(services: Services, call: Call[ShowGrantsToServiceRole]) -> Result:
    """The endpoints that a service role opens."""
    found = call.find("SERVICE", call.statement.service_role.service)
    service_role = _service_role(services, call, found)
    opened = endpoints_of_roles(services.specification(found))[service_role]
    rows = [
        [found.created_on, "USAGE", "SERVICE_ENDPOINT", f"{found.path}!{name}", "SERVICE ROLE", service_role]
        for name in sorted(opened)
    ]
    return at_most(Result(_TO, rows), call.statement.most)


HANDLERS = (
    on(GrantServiceRole, _grant),
    on(RevokeServiceRole, _revoke),
    on(ShowGrantsOfServiceRole, _show_of),
    on(ShowGrantsToServiceRole, _show_to),
)
