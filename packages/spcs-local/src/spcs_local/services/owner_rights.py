"""What the owner role of a service has to hold for what its specification asks.

https://docs.snowflake.com/en/sql-reference/sql/create-service#access-control-requirements
"""

from __future__ import annotations

from collections.abc import Collection

from spcs_local.errors import SnowflakeError
from spcs_local.model.access import Access
from spcs_local.model.account_model import AccountModel
from spcs_local.model.egress import places
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.objects import ACCOUNT_ID, StoredObject
from spcs_local.model.principal import Principal
from spcs_local.model.secret_values import SecretValues
from spcs_local.model.stage_files import split_reference
from spcs_local.model.system_roles import ACCOUNTADMIN, ORGADMIN, SECURITYADMIN
from spcs_local.services.image_pins import ImageReference, read_reference
from spcs_local.services.states import SnapshotState
from spcs_local.specification import InvalidSpecificationError, Secret, Specification, Volume

BIND = "BIND SERVICE ENDPOINT"
_UNFIT_OWNERS = (ACCOUNTADMIN, ORGADMIN, SECURITYADMIN)


class UnfitOwnerError(SnowflakeError):
    """CREATE SERVICE by a role that may not own one."""

    def __init__(self, role: str) -> None:
        message = f"Services cannot be owned by the role {role}. Use a role of their own to create them."
        super().__init__(395034, "42501", message)


class OwnerRights:
    """The checks, for one service and with the rights of its owner role alone."""

    def __init__(self, model: AccountModel, owner_role: str, database: str, schema: str) -> None:
        self._model = model
        self._access = Access(model.objects, model.grants, Principal("", owner_role), database, schema)
        self._owner_role = owner_role

    @classmethod
    def of_service(cls, model: AccountModel, found: StoredObject) -> OwnerRights:
        """Of a service that is there."""
        return cls(model, found.owner or "", found.database or "", found.schema or "")

    def require_all(self, specification: Specification, integrations: list[str]) -> None:
        """Raise for the first thing that is missing."""
        if self._owner_role in _UNFIT_OWNERS:
            raise UnfitOwnerError(self._owner_role)
        for container in specification.containers:
            self.repository_id(read_reference(container.image))
        for volume in specification.volumes:
            if volume.kind == "stage":
                self.require_stage(volume.stage)
            if volume.snapshot is not None:
                self.require_snapshot(volume)
        for container in specification.containers:
            for secret in container.secrets:
                self.secret_values(secret)
        self.require_integrations(integrations)
        if any(endpoint.public for endpoint in specification.endpoints):
            self._access.require(self._model.objects.get(ACCOUNT_ID), BIND)

    @property
    def binds_endpoints(self) -> bool:
        """Whether public endpoints are served: that takes the privilege all along."""
        return self._access.holds(self._model.objects.get(ACCOUNT_ID), BIND)

    def require_pool(self, name: Name) -> StoredObject:
        """The compute pool, which the owner must be allowed to use."""
        return self._require("COMPUTE POOL", name, "USAGE")

    def require_integrations(self, names: list[str]) -> None:
        """External access integrations, which must be there and enabled."""
        for name in names:
            found = self._require("EXTERNAL ACCESS INTEGRATION", Name((name,)), "USAGE")
            if not found["ENABLED"]:
                raise InvalidSpecificationError(f"external access integration {found.shown} is not enabled.")
            for place in places(self._model.objects, found):
                if not place.for_services:
                    ports = str(place.first) if place.first == place.last else f"{place.first}-{place.last}"
                    raise InvalidSpecificationError(
                        f"external access integration {found.shown} opens port {ports} of {place.host};"
                        " services may use the ports 22, 80, 443 and those from 1024 on."
                    )

    def require_warehouse(self, name: str | None) -> None:
        """The warehouse of queries that name none, which the owner must be allowed to use."""
        if name is not None:
            self._require("WAREHOUSE", Name((name,)), "USAGE")

    def usable(self, names: list[str]) -> list[StoredObject]:
        """External access integrations that may be used now: there, enabled, and the owner's to use."""
        found = [self._model.objects.find("INTEGRATION", name) for name in names]
        return [item for item in found if item is not None and item["ENABLED"] and self._access.holds(item, "USAGE")]

    def reaches(self, found: StoredObject, holders: Collection[int]) -> bool:
        """Whether a service of the role's may connect to an endpoint of another, or of its own.

        Its owner may, and whose role holds a service role that opens it, and USAGE on database and schema.
        https://docs.snowflake.com/en/developer-guide/snowpark-container-services/service-network-communications
        """
        if self._access.counts(found.owner_id):
            return True
        if self._access.roles.isdisjoint(holders):
            return False
        schema = self._model.objects.get(found.parent_id or ACCOUNT_ID)
        database = self._model.objects.get(schema.parent_id or ACCOUNT_ID)
        return all(self._access.holds(place, "USAGE") for place in (schema, database))

    def repository_id(self, reference: ImageReference) -> int:
        """The repository of an image, which the owner must be allowed to read."""
        parts = (reference.database, reference.schema, reference.repository)
        return self._require("IMAGE REPOSITORY", Name(tuple(part.upper() for part in parts)), "READ").id

    def require_stage(self, reference: str) -> tuple[StoredObject, str, bool]:
        """The stage of a volume, the directory on it, and whether the service may write there."""
        name, path = split_reference(reference)
        found = self._require("STAGE", name, "READ")
        return found, path, self._access.holds(found, "WRITE")

    def require_snapshot(self, volume: Volume) -> StoredObject:
        """The snapshot that a volume begins with: taken, and of the volume's encryption."""
        name = parse_name(volume.snapshot or "")
        if name is None:
            raise InvalidSpecificationError(f"'{volume.snapshot}' is no name of a snapshot.")
        found = self._require("SNAPSHOT", name, "USAGE")
        if found["state"] != SnapshotState.CREATED:
            raise InvalidSpecificationError(f"snapshot {found.path} is {found['state']}; expected CREATED.")
        if found["encryption"] != volume.block.encryption:
            raise InvalidSpecificationError(
                f"snapshot {found.path} has encryption {found['encryption']}, volume '{volume.name}' has"
                f" {volume.block.encryption}; they must be the same."
            )
        return found

    def secret_values(self, secret: Secret) -> dict[str, str]:
        """What a secret holds, by field; it must have the one that is asked for."""
        name = parse_name(secret.name)
        if name is None:
            raise InvalidSpecificationError(f"'{secret.name}' is no name of a secret.")
        found = self._require("SECRET", name, "READ")
        values = SecretValues(self._model.catalog).get(found.id)
        if secret.secret_key_ref is not None and secret.secret_key_ref.upper() not in values:
            kind = found["TYPE"].lower()
            raise InvalidSpecificationError(f"secret {found.path} of type {kind} has no '{secret.secret_key_ref}'.")
        return values

    def _require(self, kind: str, name: Name, privilege: str) -> StoredObject:
        found = self._access.find(self._model.kinds[kind], name)
        self._access.require(found, privilege)
        return found
