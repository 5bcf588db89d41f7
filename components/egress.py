"""What services may reach outside the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.comments import stack_comment
from components.full_name import quoted
from components.options import child_options
from components.settings import EgressSettings
from components.sql import Existing
from components.stack_privileges import INTEGRATION_TO_OWNERS


@dataclass(frozen=True, kw_only=True)
class EgressArgs:
    """`owner_roles` are of those whose services go out. `storage` is the provider of who owns the schema, `account` of
    who may make integrations."""

    settings: EgressSettings
    owner_roles: Mapping[str, pulumi.Input[str]]
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    storage: pulumi.ProviderResource
    account: pulumi.ProviderResource


class Egress(pulumi.ComponentResource):
    """A network rule, and the integration through which owners' services may use it.

    `usage` are the grants that are made, by the owners' keys.
    """

    integration: pulumi.Input[str]
    usage: Mapping[str, grants.Grant]

    def __init__(self, name: str, args: EgressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:Egress", name, None, opts)
        by_account = child_options(self, args.account)
        self.integration = self._integration(name, args, by_account)
        on_integration = grants.on_account_object("INTEGRATION", self.integration)
        usage = {
            key: grants.grant(
                f"{name}-{key}-owner-on-integration", role, on_integration, by_account, INTEGRATION_TO_OWNERS
            )
            for key, role in args.owner_roles.items()
        }
        self.usage = grants.made(usage)
        self.register_outputs({"integration": self.integration})

    def _integration(self, name: str, args: EgressArgs, by_account: pulumi.ResourceOptions) -> pulumi.Input[str]:
        """One that is there before has its rules."""
        if isinstance(args.settings.integration, Existing):
            return args.settings.integration
        rule = _rule(f"{name}-rule", args, child_options(self, args.storage))
        return snowflake.ExternalAccessIntegration(
            f"{name}-integration",
            name=args.settings.integration,
            allowed_network_rules=[quoted(rule.database, rule.schema, rule.name)],
            enabled=True,
            comment=stack_comment(),
            opts=by_account,
        ).name


def _rule(name: str, args: EgressArgs, opts: pulumi.ResourceOptions) -> snowflake.NetworkRule:
    return snowflake.NetworkRule(
        name,
        name=args.settings.rule,
        database=args.database,
        schema=args.schema,
        type="HOST_PORT",
        mode="EGRESS",
        value_lists=list(args.settings.hosts),
        comment=stack_comment(),
        opts=opts,
    )
