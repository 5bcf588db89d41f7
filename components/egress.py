"""What services may reach outside the account."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.options import child_options
from components.settings import EgressSettings


@dataclass(frozen=True, kw_only=True)
class EgressArgs:
    """`account` is the provider of a role that may make integrations, and network rules in the schema."""

    settings: EgressSettings
    owner_role: pulumi.Input[str]
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    account: pulumi.ProviderResource


class Egress(pulumi.ComponentResource):
    """A network rule, and the integration through which the owner's services may use it."""

    def __init__(self, name: str, args: EgressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:Egress", name, None, opts)
        by_account = child_options(self, args.account)
        rule = _rule(f"{name}-rule", args, by_account)
        self.integration = snowflake.ExternalAccessIntegration(
            f"{name}-integration",
            name=args.settings.integration,
            allowed_network_rules=[grants.quoted(rule.database, rule.schema, rule.name)],
            enabled=True,
            opts=by_account,
        )
        self.usage = grants.grant(
            f"{name}-owner-on-integration",
            args.owner_role,
            grants.on_account_object("INTEGRATION", self.integration.name),
            by_account,
            ["USAGE"],
        )
        self.register_outputs({"integration": self.integration.name})


def _rule(name: str, args: EgressArgs, opts: pulumi.ResourceOptions) -> snowflake.NetworkRule:
    return snowflake.NetworkRule(
        name,
        name=args.settings.rule,
        database=args.database,
        schema=args.schema,
        type="HOST_PORT",
        mode="EGRESS",
        value_lists=list(args.settings.hosts),
        opts=opts,
    )
