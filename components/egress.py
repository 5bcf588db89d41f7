"""What services may reach outside the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.access import Access
from components.options import child_options
from components.settings import Settings
from components.sql import Identifier
from components.storage import Storage


@dataclass(frozen=True, kw_only=True)
class EgressArgs:
    owner_role: pulumi.Input[str]
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    rule: Identifier
    integration: Identifier
    hosts: Sequence[str]

    def __post_init__(self) -> None:
        if not self.hosts:
            raise ValueError("hosts is empty; allowed: one host:port or more. To do: leave Egress out instead")

    @classmethod
    def of(cls, settings: Settings, access: Access, storage: Storage) -> EgressArgs:
        return cls(
            owner_role=access.owner_role,
            database=storage.database.name,
            schema=storage.schema,
            rule=settings.names.network_rule,
            integration=settings.names.egress_integration,
            hosts=settings.egress_hosts,
        )


class Egress(pulumi.ComponentResource):
    """A network rule, and the integration through which the owner's services may use it."""

    def __init__(
        self,
        name: str,
        args: EgressArgs,
        accountadmin: pulumi.ProviderResource,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("milvus-spcs:egress:Egress", name, None, opts)
        by_accountadmin = child_options(self, accountadmin)
        rule = _rule(f"{name}-rule", args, by_accountadmin)
        self.integration = snowflake.ExternalAccessIntegration(
            f"{name}-integration",
            name=args.integration,
            allowed_network_rules=[grants.quoted(rule.database, rule.schema, rule.name)],
            enabled=True,
            opts=by_accountadmin,
        )
        self.usage = grants.grant(
            f"{name}-owner-on-integration",
            args.owner_role,
            grants.on_account_object("INTEGRATION", self.integration.name),
            by_accountadmin,
            ["USAGE"],
        )
        self.register_outputs({"integration": self.integration.name})


def _rule(name: str, args: EgressArgs, opts: pulumi.ResourceOptions) -> snowflake.NetworkRule:
    return snowflake.NetworkRule(
        name,
        name=args.rule,
        database=args.database,
        schema=args.schema,
        type="HOST_PORT",
        mode="EGRESS",
        value_lists=list(args.hosts),
        opts=opts,
    )
