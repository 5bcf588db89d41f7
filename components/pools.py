"""A compute pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components.options import child_options
from components.service_definitions import PoolSettings


@dataclass(frozen=True, kw_only=True)
class ComputePoolArgs:
    """`owner` is the provider of who owns the pool, `needs` the privilege on the account that CREATE COMPUTE POOL
    checks and no reference carries."""

    settings: PoolSettings
    owner: pulumi.ProviderResource
    needs: Sequence[pulumi.Resource] = ()


class ComputePool(pulumi.ComponentResource):
    """Nodes for services. Deleting a pool drops every service in it and the data on their block volumes."""

    def __init__(self, name: str, args: ComputePoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:ComputePool", name, None, opts)
        settings = args.settings
        self.pool = snowflake.ComputePool(
            f"{name}-pool",
            name=settings.name,
            instance_family=settings.instance_family,
            min_nodes=settings.min_nodes,
            max_nodes=settings.max_nodes,
            auto_resume="true",
            opts=child_options(self, args.owner, after=args.needs, protect=settings.protect),
        )
        self.name = self.pool.name
        self.register_outputs({"name": self.name})
