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
from components.sign_in import SignIn
from components.sql import Existing, Identifier
from components.stack_privileges import ACCOUNT_TO_OWNERS


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

    role: pulumi.Input[str]
    user: pulumi.Input[str]
    owner_roles: Mapping[str, pulumi.Input[str]]
    reachable: Mapping[str, pulumi.Input[str]]
    bind_endpoints: Mapping[str, grants.Grant]

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:Access", name, None, opts)
        settings = args.settings
        by_users, by_grants = child_options(self, args.users), child_options(self, args.grants)
        self.role = _role(f"{name}-role", settings.role, by_users)
        self.user = _user(f"{name}-user", settings, self.role, by_users)
        if not (isinstance(self.role, Existing) and isinstance(self.user, Existing)):
            snowflake.GrantAccountRole(f"{name}-role-to-user", role_name=self.role, user_name=self.user, opts=by_grants)
        self.owner_roles = {
            key: _role(f"{name}-{key}-owner-role", owner, by_users) for key, owner in settings.owners.items()
        }
        self.reachable = {key: self._reach(name, key, args, by_grants) for key in self.owner_roles}
        for key, role in self.reachable.items():
            SignIn(f"{name}-{key}-owner-sign-in", role, pulumi.ResourceOptions(parent=self))
        self.bind_endpoints = grants.made({key: self._bind(name, key, args.account) for key in args.binding})
        if settings.ingress_integration:
            IngressIntegration(f"{name}-ingress", args.account_role, pulumi.ResourceOptions(parent=self))
        self.register_outputs({"role": self.role, "user": self.user, "owner_roles": self.owner_roles})

    def _reach(self, name: str, key: str, args: AccessArgs, opts: pulumi.ResourceOptions) -> pulumi.Input[str]:
        """The owner's name, once the deploying role can take it; one that was there before it can take already."""
        owner = args.settings.owners[key]
        if isinstance(owner, Existing):
            return owner
        reach = snowflake.GrantAccountRole(
            f"{name}-{key}-owner-role-to-deployer",
            role_name=self.owner_roles[key],
            parent_role_name=args.deploying_role,
            opts=opts,
        )
        return reach.id.apply(lambda _: str(owner))

    def _bind(self, name: str, key: str, account: pulumi.ProviderResource) -> grants.Grant | None:
        owner, opts = self.owner_roles[key], child_options(self, account)
        resource = f"{name}-{key}-bind-service-endpoint"
        return grants.grant(resource, owner, grants.on_account(), opts, ACCOUNT_TO_OWNERS)


def _role(name: str, role: Identifier, opts: pulumi.ResourceOptions) -> pulumi.Input[str]:
    return (
        role
        if isinstance(role, Existing)
        else snowflake.AccountRole(name, name=role, comment=stack_comment(), opts=opts).name
    )


def _user(
    name: str, settings: AccessSettings, role: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> pulumi.Input[str]:
    if settings.user_password is None:  # of a user who was there before
        return settings.user
    return snowflake.User(
        name,
        name=settings.user,
        password=settings.user_password.output(),
        must_change_password="false",  # noqa: S106 - the provider's word for a boolean
        default_role=role,
        default_secondary_roles_option="ALL",
        comment=stack_comment(),
        opts=opts,
    ).name
