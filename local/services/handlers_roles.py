"""GRANT and REVOKE of service roles. https://docs.snowflake.com/en/sql-reference/sql/grant-service-role"""

from __future__ import annotations

from local.errors import DoesNotExistError
from local.handlers.call import Call, Handler
from local.handlers.generic import DONE
from local.model.identifiers import Name, quote
from local.model.objects import StoredObject
from local.model.result import Result, status
from local.services.roles import endpoints_of_roles


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
    name, service_role = call.args["service_role"]
    found = call.find("SERVICE", name)
    call.access.require(found)
    if service_role not in endpoints_of_roles(call.account.runtime.specification(found.id)):
        raise DoesNotExistError("SERVICE ROLE", f"{found.path}!{quote(service_role)}")
    role: Name = call.args["to_role"]
    return found, service_role, call.find("ROLE", role)


HANDLERS: dict[str, Handler] = {"grant_service_role": _grant, "revoke_service_role": _revoke}
