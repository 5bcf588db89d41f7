"""GRANT, REVOKE and SHOW GRANTS of service roles.

https://docs.snowflake.com/en/sql-reference/sql/grant-service-role
https://docs.snowflake.com/en/sql-reference/sql/show-grants
"""

from __future__ import annotations

from spcs_local.errors import DoesNotExistError
from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.generic import DONE
from spcs_local.handlers.show import at_most
from spcs_local.model.identifiers import Name, quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.result import Result, ResultColumn, status
from spcs_local.services.roles import endpoints_of_roles

_CREATED = ResultColumn("created_on", "TIMESTAMP_LTZ")
_OF = (_CREATED, *(ResultColumn(name) for name in ("role", "granted_to", "grantee_name", "granted_by")))
# the REST API's ServiceRoleGrantTo has these, too
_TO = (_CREATED, *(ResultColumn(name) for name in ("privilege", "granted_on", "name", "granted_to", "grantee_name")))


def _grant(call: Call) -> Result:
    found, service_role, role = _parts(call)
    with call.account.catalog.transaction():
        call.account.runtime.roles.grant(found.id, service_role, role.id, found.owner or "")
    return status(DONE)


def _revoke(call: Call) -> Result:
    found, service_role, role = _parts(call)
    with call.account.catalog.transaction():
        call.account.runtime.roles.revoke(found.id, service_role, role.id)
    return status(DONE)


def _parts(call: Call) -> tuple[StoredObject, str, StoredObject]:
    """Service, service role and account role; the service's owner alone may give and take."""
    found = call.find("SERVICE", call.args["service_role"][0])
    call.access.require(found)
    role: Name = call.args["to_role"]
    return found, _service_role(call, found), call.find("ROLE", role)


def _service_role(call: Call, found: StoredObject) -> str:
    """The statement's, which the service must have."""
    service_role: str = call.args["service_role"][1]
    if service_role not in endpoints_of_roles(call.account.runtime.specification(found.id)):
        raise DoesNotExistError("SERVICE ROLE", f"{found.path}!{quote(service_role)}")
    return service_role


def _show_of(call: Call) -> Result:
    """The roles that a service role was granted to."""
    found = call.find("SERVICE", call.args["service_role"][0])
    service_role = _service_role(call, found)
    rows = [
        [grant.created_on, service_role, "ROLE", call.account.objects.get(grant.role_id).name, grant.granted_by]
        for grant in call.account.runtime.roles.grants(found.id)
        if grant.service_role == service_role
    ]
    return Result(_OF, rows)


def _show_to(call: Call) -> Result:
    """The endpoints that a service role opens."""
    found = call.find("SERVICE", call.args["service_role"][0])
    service_role = _service_role(call, found)
    opened = endpoints_of_roles(call.account.runtime.specification(found.id))[service_role]
    return Result(
        _TO,
        [
            [found.created_on, "USAGE", "SERVICE_ENDPOINT", f"{found.path}!{name}", "SERVICE ROLE", service_role]
            for name in sorted(opened)
        ],
    )


HANDLERS: dict[str, Handler] = {
    "grant_service_role": _grant,
    "revoke_service_role": _revoke,
    "show_grants_of_service_role": at_most(_show_of),
    "show_grants_to_service_role": at_most(_show_to),
}
