"""Service roles: who may use which endpoints of a service. Grants live with the service and go with it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from spcs_local.catalog import Catalog
from spcs_local.specification import Specification

EVERY_ENDPOINT = "ALL_ENDPOINTS_USAGE"


@dataclass(frozen=True)
class RoleGrant:
    """A service role in the hands of an account role."""

    service_role: str
    role_id: int
    granted_by: str
    created_on: float


class ServiceRoles:
    """The grants of service roles."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def grant(self, service_id: int, service_role: str, role_id: int, granted_by: str) -> None:
        """Give; what is given already stays."""
        self._catalog.execute(
            "INSERT OR IGNORE INTO service_role_grants VALUES (?, ?, ?, ?, ?)",
            (service_id, service_role, role_id, granted_by, time.time()),
        )

    def revoke(self, service_id: int, service_role: str, role_id: int) -> None:
        """Take away."""
        self._catalog.execute(
            "DELETE FROM service_role_grants WHERE service_id = ? AND service_role = ? AND role_id = ?",
            (service_id, service_role, role_id),
        )

    def keep(self, service_id: int, service_roles: Iterable[str]) -> None:
        """Forget grants of roles that the specification no longer has."""
        kept = set(service_roles)
        for grant in self.grants(service_id):
            if grant.service_role not in kept:
                self.revoke(service_id, grant.service_role, grant.role_id)

    def grants(self, service_id: int) -> list[RoleGrant]:
        """Of one service."""
        sql = (
            "SELECT service_role, role_id, granted_by, created_on FROM service_role_grants WHERE service_id = ?"
            " ORDER BY created_on"
        )
        return [RoleGrant(**row) for row in self._catalog.rows(sql, (service_id,))]

    def holders(self, service_id: int, specification: Specification, endpoint: str) -> set[int]:
        """Ids of the account roles that were given a role which opens this endpoint."""
        opening = {name for name, endpoints in endpoints_of_roles(specification).items() if endpoint in endpoints}
        return {grant.role_id for grant in self.grants(service_id) if grant.service_role in opening}


def endpoints_of_roles(specification: Specification) -> dict[str, frozenset[str]]:
    """Every service role (stored name) with the endpoints that it opens."""
    roles = {role.name.upper(): frozenset(role.endpoints) for role in specification.service_roles}
    return roles | {EVERY_ENDPOINT: frozenset(endpoint.name for endpoint in specification.endpoints)}
