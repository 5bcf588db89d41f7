"""Roles, the notebook's user, and the privileges on the account that the owner of the services needs."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.ingress import IngressIntegration
from components.options import child_options
from components.providers import Providers
from components.settings import Settings
from components.sql import Identifier


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    role: Identifier
    owner_role: Identifier
    user: Identifier
    user_password: pulumi.Input[str]
    deploying_role: str
    ingress_integration: bool = False

    def __post_init__(self) -> None:
        if self.role == self.owner_role:
            raise ValueError(f"role and owner_role are both {self.role}; allowed: two roles. To do: rename one")

    @classmethod
    def of(cls, settings: Settings) -> AccessArgs:
        return cls(
            role=settings.names.role,
            owner_role=settings.names.owner_role,
            user=settings.names.user,
            user_password=settings.user_password,
            deploying_role=settings.connection.role,
            ingress_integration=settings.ingress_integration,
        )


class Access(pulumi.ComponentResource):
    """Who uses (`role`, held by `user`) and who owns (`owner_role`, within the deploying role's reach).

    Services cannot change owner later and privileged roles may own none:
    https://docs.snowflake.com/en/developer-guide/snowpark-container-services/additional-considerations-services-jobs
    """

    role: pulumi.Output[str]
    user: pulumi.Output[str]
    owner_role: pulumi.Output[str]
    reachable_owner_role: pulumi.Output[str]

    def __init__(
        self, name: str, args: AccessArgs, providers: Providers, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("milvus-spcs:access:Access", name, None, opts)
        by_useradmin = child_options(self, providers.useradmin)
        role = snowflake.AccountRole(f"{name}-role", name=args.role, opts=by_useradmin)
        owner = snowflake.AccountRole(f"{name}-owner-role", name=args.owner_role, opts=by_useradmin)
        user = self._user(name, args, role, by_useradmin)
        by_securityadmin = child_options(self, providers.securityadmin)
        snowflake.GrantAccountRole(
            f"{name}-role-to-user", role_name=role.name, user_name=user.name, opts=by_securityadmin
        )
        reach = snowflake.GrantAccountRole(
            f"{name}-owner-role-to-deployer",
            role_name=owner.name,
            parent_role_name=args.deploying_role,
            opts=by_securityadmin,
        )
        self.create_pools, self.bind_endpoints = self._account_privileges(name, owner, providers)
        if args.ingress_integration:
            IngressIntegration(f"{name}-ingress", "ACCOUNTADMIN", pulumi.ResourceOptions(parent=self))
        self.role, self.user, self.owner_role = role.name, user.name, owner.name
        owner_name = str(args.owner_role)
        self.reachable_owner_role = reach.id.apply(lambda _: owner_name)
        self.register_outputs({"role": self.role, "user": self.user, "owner_role": self.owner_role})

    def _user(
        self, name: str, args: AccessArgs, role: snowflake.AccountRole, opts: pulumi.ResourceOptions
    ) -> snowflake.User:
        return snowflake.User(
            f"{name}-user",
            name=args.user,
            password=pulumi.Output.secret(args.user_password),
            must_change_password="false",  # noqa: S106 - the provider's word for a boolean
            default_role=role.name,
            default_secondary_roles_option="ALL",
            opts=opts,
        )

    def _account_privileges(
        self, name: str, owner: snowflake.AccountRole, providers: Providers
    ) -> tuple[snowflake.GrantPrivilegesToAccountRole, snowflake.GrantPrivilegesToAccountRole]:
        opts = child_options(self, providers.accountadmin)
        pools = grants.grant(
            f"{name}-create-compute-pool", owner.name, grants.on_account(), opts, ["CREATE COMPUTE POOL"]
        )
        endpoints = grants.grant(
            f"{name}-bind-service-endpoint", owner.name, grants.on_account(), opts, ["BIND SERVICE ENDPOINT"]
        )
        return pools, endpoints
