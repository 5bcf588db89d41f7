"""Roles, the notebook's user, and the privilege on the account that owners of public endpoints need."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.comments import stack_comment
from components.ingress import IngressIntegration
from components.options import child_options
from components.settings import AccessSettings


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """`deploying_role` is who shall reach the owners' roles, `binding` the owners that serve public endpoints.

    The providers are of roles that make users and roles, that grant roles, and that grant privileges on the account;
    `account_role` is the last one's name.
    """

    settings: AccessSettings
    deploying_role: str
    binding: Collection[str]
    users: pulumi.ProviderResource
    grants: pulumi.ProviderResource
    account: pulumi.ProviderResource
    account_role: str


class Access(pulumi.ComponentResource):
    """Who uses (`role`, held by `user`) and who owns (`owner_roles`, within the deploying role's reach).

    Services cannot change owner later and privileged roles may own none:
    https://docs.snowflake.com/en/developer-guide/snowpark-container-services/additional-considerations-services-jobs
    """

    role: pulumi.Output[str]
    user: pulumi.Output[str]
    owner_roles: Mapping[str, pulumi.Output[str]]
    reachable: Mapping[str, pulumi.Output[str]]
    bind_endpoints: Mapping[str, snowflake.GrantPrivilegesToAccountRole]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:Access", name, None, opts)
        settings = args.settings
        by_users, by_grants = child_options(self, args.users), child_options(self, args.grants)
        comment = stack_comment()
        role = snowflake.AccountRole(f"{name}-role", name=settings.role, comment=comment, opts=by_users)
        user = self._user(name, settings, role, by_users)
        snowflake.GrantAccountRole(f"{name}-role-to-user", role_name=role.name, user_name=user.name, opts=by_grants)
        owners = {
            key: snowflake.AccountRole(f"{name}-{key}-owner-role", name=owner, comment=comment, opts=by_users)
            for key, owner in settings.owners.items()
        }
        self.reachable = {key: self._reach(name, key, owner, args, by_grants) for key, owner in owners.items()}
        self.bind_endpoints = {key: self._bind(name, key, owners[key], args.account) for key in args.binding}
        if settings.ingress_integration:
            IngressIntegration(f"{name}-ingress", args.account_role, pulumi.ResourceOptions(parent=self))
        self.role, self.user = role.name, user.name
        self.owner_roles = {key: owner.name for key, owner in owners.items()}
        self.register_outputs({"role": self.role, "user": self.user, "owner_roles": self.owner_roles})

    def _reach(
        self, name: str, key: str, owner: snowflake.AccountRole, args: AccessArgs, opts: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        """The owner's name, once the deploying role can take it."""
        reach = snowflake.GrantAccountRole(
            f"{name}-{key}-owner-role-to-deployer",
            role_name=owner.name,
            parent_role_name=args.deploying_role,
            opts=opts,
        )
        owner_name = str(args.settings.owners[key])
        return reach.id.apply(lambda _: owner_name)

    def _bind(
        self, name: str, key: str, owner: snowflake.AccountRole, account: pulumi.ProviderResource
    ) -> snowflake.GrantPrivilegesToAccountRole:
        opts = child_options(self, account)
        return grants.grant(
            f"{name}-{key}-bind-service-endpoint", owner.name, grants.on_account(), opts, ["BIND SERVICE ENDPOINT"]
        )

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
            comment=stack_comment(),
            opts=opts,
        )
