"""What the ingress asks of services."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from spcs_local.model.identifiers import parse_name
from spcs_local.services.operations import Services
from spcs_local.services.owner_rights import OwnerRights
from spcs_local.services.reachability import Reachability


@dataclass(frozen=True)
class EndpointTarget:
    """What the ingress needs to know of a public endpoint. Without a running container there is no address.

    `bound` says whether the owner may still serve anything publicly.
    """

    service_id: int
    service: str
    database: str
    schema: str
    endpoint: str
    address: str | None
    port: int | None
    owner_role: str
    granted_roles: frozenset[str]
    bound: bool
    status: str
    auto_resume: bool


class IngressTargets:
    """Public endpoints by the host that names them."""

    def __init__(self, services: Services, reachability: Reachability) -> None:
        self._services = services
        self._reachability = reachability

    def endpoint(self, label: str, *, visit: bool = True) -> EndpointTarget | None:
        """The public endpoint behind the first label of a host, for somebody who visits it, or looks only."""
        services, model = self._services, self._services.model
        place = services.endpoint_ids.find(label)
        row = services.store.service(place[0]) if place else None
        if place is None or row is None:
            return None
        found = model.objects.get(row.id)
        specification = row.revision.specification
        endpoint = next(endpoint for endpoint in specification.endpoints if endpoint.name == place[1])
        if visit:
            self._reachability.note(row.id)
        holders = services.roles.holders(row.id, specification, endpoint.name)
        return EndpointTarget(
            service_id=row.id,
            service=str(found.path),
            database=found.database or "",
            schema=found.schema or "",
            endpoint=endpoint.name,
            address=self._reachability.addresses.get(row.id) if not row.suspended else None,
            port=endpoint.port,
            owner_role=found.owner or "",
            granted_roles=frozenset(model.objects.get(role_id).name for role_id in holders),
            bound=OwnerRights.of_service(model, found).binds_endpoints,
            status=row.status,
            auto_resume=bool(found["AUTO_RESUME"]),
        )

    def stay(self, service_id: int) -> AbstractContextManager[None]:
        """Somebody is there, who was let in."""
        return self._reachability.stay(service_id)

    def wake(self, service: str) -> None:
        """Resume a suspended service that somebody visits."""
        model, name = self._services.model, parse_name(service)
        found = model.objects.find_path("SERVICE", name.parts) if name else None
        if found is not None and found["AUTO_RESUME"]:
            with model.catalog.transaction():
                self._services.resume(found)
            model.services_wanted.set()
