"""Resources that a run makes: what they are in the account, who makes them, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components import account_objects as objects
from components.account_objects import Kind, ObjectName
from components.account_privileges import MANAGE_GRANTS, Privilege
from components.external_table import External
from components.providers import Provider
from components.roles import Roles
from components.setting import Setting
from components.settings_table import Table
from components.sql import Existing

GRANT_ROLE = "snowflake:index/grantAccountRole:GrantAccountRole"
GRANT_PRIVILEGES = "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole"
INTEGRATION = "snowflake:index/externalAccessIntegration:ExternalAccessIntegration"


@dataclass(frozen=True)
class Made:
    """How a type of resource is made: the kind of its objects, what CREATE needs, and which settings name them."""

    kind: Kind
    privilege: Privilege | None
    named_by: tuple[Setting[Any], ...]


def _made(kind: Kind, *named_by: Setting[Any], privilege: str = "") -> Made:
    return Made(kind, Privilege(privilege) if privilege else None, named_by)


TYPES: Mapping[str, Made] = {
    "snowflake:index/accountRole:AccountRole": _made(
        objects.ROLE, Table.ROLE, Table.OWNER_ROLE, Table.NOTEBOOK_OWNER_ROLE, privilege="CREATE ROLE"
    ),
    "snowflake:index/user:User": _made(objects.USER, Table.USER, privilege="CREATE USER"),
    "snowflake:index/warehouse:Warehouse": _made(objects.WAREHOUSE, Table.WAREHOUSE, privilege="CREATE WAREHOUSE"),
    "snowflake:index/database:Database": _made(objects.DATABASE, Table.DATABASE, privilege="CREATE DATABASE"),
    INTEGRATION: _made(
        objects.INTEGRATION, Table.EGRESS_INTEGRATION, External.INTEGRATION, privilege="CREATE INTEGRATION"
    ),
    "snowflake:index/computePool:ComputePool": _made(
        objects.COMPUTE_POOL, Table.MILVUS_POOL, Table.JUPYTER_POOL, Table.POOLS, privilege="CREATE COMPUTE POOL"
    ),
    "snowflake:index/schema:Schema": _made(objects.SCHEMA, Table.SCHEMA),
    "snowflake:index/imageRepository:ImageRepository": _made(objects.IMAGE_REPOSITORY, Table.REPOSITORY),
    "snowflake:index/stageInternal:StageInternal": _made(
        objects.STAGE, Table.SPEC_STAGE, Table.DATA_STAGE, Table.FILES_STAGE
    ),
    "snowflake:index/networkRule:NetworkRule": _made(objects.NETWORK_RULE, Table.NETWORK_RULE, External.RULE),
    "snowflake:index/secretWithBasicAuthentication:SecretWithBasicAuthentication": _made(
        objects.SECRET,
        Table.OBJECTSTORE_SECRET,
        Table.MILVUS_ROOT_SECRET,
        Table.MILVUS_NOTEBOOK_SECRET,
        External.KAFKA_SECRET,
    ),
    "snowflake:index/service:Service": _made(
        objects.SERVICE, Table.MILVUS_SERVICE, Table.JUPYTER_SERVICE, Table.SERVICES
    ),
}


@dataclass(frozen=True)
class Need:
    """What `role` needs on the account: one of the privileges, or to be or inherit another role."""

    role: str
    privileges: tuple[Privilege, ...] = ()
    inherits: str | None = None
    why: str = ""


@dataclass(frozen=True, eq=False)
class WatchedResource:
    """One that is being registered. `role` makes it; for an owner's, which may be new itself, the deployer looks."""

    resource: pulumi.CustomResource
    type: str
    properties: Mapping[str, Any]
    role: str

    @classmethod
    def of(cls, args: pulumi.ResourceTransformationArgs, deploying: str) -> WatchedResource | None:
        """None for what is no object or grant in the account."""
        if not isinstance(args.resource, pulumi.CustomResource) or args.type_ not in (
            *TYPES,
            GRANT_ROLE,
            GRANT_PRIVILEGES,
        ):
            return None
        provider = args.opts.provider
        role = provider.of_role if isinstance(provider, Provider) else None
        return cls(args.resource, args.type_, args.props, role if isinstance(role, str) else deploying)

    @property
    def made(self) -> Made | None:
        """None for a grant."""
        return TYPES.get(self.type)

    async def is_new(self) -> bool:
        """Whether this run makes it, or makes it anew: the ids of all others are known before the run."""
        try:
            return not await self.resource.id.is_known()
        except Exception:  # the engine has said why it could not be registered
            return False

    async def urn(self) -> str:
        """Once it is registered."""
        return str(await self.resource.urn.future())

    async def name(self) -> ObjectName | None:
        """Of the object; None while a part of it is not known."""
        assert self.made is not None
        named_by = self.made.kind.named_by
        parts = [await pulumi.Output.from_input(self.properties[part]).future() for part in named_by]
        return ObjectName.of(self.made.kind, *map(str, parts)) if all(parts) else None

    def needs(self, roles: Roles) -> list[Need]:
        """What making it takes on the account."""
        found = []
        if self.made and self.made.privilege:
            found.append(Need(self.role, (self.made.privilege,)))
        if self.type == INTEGRATION:  # it names a rule that has to be seen
            found.append(Need(self.role, inherits=roles.storage, why="which makes the network rule that it has to see"))
        if self.type == GRANT_ROLE and not isinstance(self.properties["role_name"], Existing):
            found.append(Need(self.role, (MANAGE_GRANTS,), roles.users, "which makes the roles that it has to grant"))
        if self.type == GRANT_PRIVILEGES and self.properties.get("on_account"):
            found += [
                Need(self.role, (Privilege(name, passed_on=True), MANAGE_GRANTS))
                for name in self.properties["privileges"]
            ]
        return found
