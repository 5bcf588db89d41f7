"""Roles, the notebook's user, and the privileges on the account that the owner of the services needs."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.ingress import IngressIntegration
from components.options import child_options
from components.settings import AccessSettings


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """`deploying_role` is who shall reach the owner role; the providers are of roles that make users and roles, that
    grant roles, and that grant privileges on the account."""

    settings: AccessSettings
    deploying_role: str
    users: pulumi.ProviderResource
    grants: pulumi.ProviderResource
    account: pulumi.ProviderResource


class Access(pulumi.ComponentResource):
    """Who uses (`role`, held by `user`) and who owns (`owner_role`, within the deploying role's reach).

    Services cannot change owner later and privileged roles may own none:
    https://docs.snowflake.com/en/developer-guide/snowpark-container-services/additional-considerations-services-jobs
    """

    role: pulumi.Output[str]
    user: pulumi.Output[str]
    owner_role: pulumi.Output[str]
    reachable_owner_role: pulumi.Output[str]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:Access", name, None, opts)
        settings = args.settings
        by_users = child_options(self, args.users)
        role = snowflake.AccountRole(f"{name}-role", name=settings.role, opts=by_users)
        owner = snowflake.AccountRole(f"{name}-owner-role", name=settings.owner_role, opts=by_users)
        user = self._user(name, settings, role, by_users)
        by_grants = child_options(self, args.grants)
        snowflake.GrantAccountRole(f"{name}-role-to-user", role_name=role.name, user_name=user.name, opts=by_grants)
        reach = snowflake.GrantAccountRole(
            f"{name}-owner-role-to-deployer",
            role_name=owner.name,
            parent_role_name=args.deploying_role,
            opts=by_grants,
        )
        self.create_pools, self.bind_endpoints = self._account_privileges(name, owner, args.account)
        if settings.ingress_integration:
            IngressIntegration(f"{name}-ingress", "ACCOUNTADMIN", pulumi.ResourceOptions(parent=self))
        self.role, self.user, self.owner_role = role.name, user.name, owner.name
        owner_name = str(settings.owner_role)
        self.reachable_owner_role = reach.id.apply(lambda _: owner_name)
        self.register_outputs({"role": self.role, "user": self.user, "owner_role": self.owner_role})

    def _user(
        self, name: str, settings: AccessSettings, role: snowflake.AccountRole, opts: pulumi.ResourceOptions
    ) -> snowflake.User:
        return snowflake.User(
            f"{name}-user",
            name=settings.user,
            password=settings.user_password.output(),
            must_change_password="false",  # noqa: S106 - the provider's word for a boolean
            default_role=role.name,
            default_secondary_roles_option="ALL",
            opts=opts,
        )

    def _account_privileges(
        self, name: str, owner: snowflake.AccountRole, account: pulumi.ProviderResource
    ) -> tuple[snowflake.GrantPrivilegesToAccountRole, snowflake.GrantPrivilegesToAccountRole]:
        opts = child_options(self, account)
        pools = grants.grant(
            f"{name}-create-compute-pool", owner.name, grants.on_account(), opts, ["CREATE COMPUTE POOL"]
        )
        endpoints = grants.grant(
            f"{name}-bind-service-endpoint", owner.name, grants.on_account(), opts, ["BIND SERVICE ENDPOINT"]
        )
        return pools, endpoints
