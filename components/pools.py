"""A compute pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.comments import stack_comment
from components.options import child_options
from components.service_definitions import PoolSettings
from components.sql import Existing
from components.stack_privileges import POOL_TO_OWNERS


@dataclass(frozen=True, kw_only=True)
class ComputePoolArgs:
    """`owner_roles` are of those whose services run in it; `provider` is of the role that makes and owns it. No service
    wakes one that is `parked`."""

    settings: PoolSettings
    owner_roles: Mapping[str, pulumi.Input[str]]
    provider: pulumi.ProviderResource
    parked: bool = False


class ComputePool(pulumi.ComponentResource):
    """Nodes for services. Deleting a pool drops every service in it and the data on their block volumes.

    `usage` are the grants that are made, by the owners' keys.
    """

    name: pulumi.Input[str]
    usage: Mapping[str, grants.Grant]

    def __init__(self, name: str, args: ComputePoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:ComputePool", name, None, opts)
        self.name = self._pool(f"{name}-pool", args)
        on_pool = grants.on_account_object("COMPUTE POOL", self.name)
        by_provider = child_options(self, args.provider)
        usage = {
            key: grants.grant(f"{name}-pool-to-{key}-owner", role, on_pool, by_provider, POOL_TO_OWNERS)
            for key, role in args.owner_roles.items()
        }
        self.usage = grants.made(usage)
        self.register_outputs({"name": self.name})

    def _pool(self, name: str, args: ComputePoolArgs) -> pulumi.Input[str]:
        settings = args.settings
        if isinstance(settings.name, Existing):
            return settings.name
        return snowflake.ComputePool(
            name,
            name=settings.name,
            instance_family=settings.instance_family,
            min_nodes=settings.min_nodes,
            max_nodes=settings.max_nodes,
            auto_resume="false" if args.parked else "true",
            auto_suspend_secs=settings.auto_suspend,
            comment=stack_comment(),
            opts=child_options(self, args.provider, protect=settings.protect),
        ).name
