"""A compute pool."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components.checks import INSTANCE_FAMILIES
from components.options import child_options
from components.settings import Settings
from components.sql import Identifier


@dataclass(frozen=True, kw_only=True)
class ComputePoolArgs:
    pool: Identifier
    instance_family: str
    min_nodes: int = 1
    max_nodes: int = 1
    protect: bool = False

    def __post_init__(self) -> None:
        if self.instance_family not in INSTANCE_FAMILIES:
            allowed = ", ".join(INSTANCE_FAMILIES)
            raise ValueError(f"instance_family is {self.instance_family!r}; allowed: {allowed}. To do: choose one")
        if not 1 <= self.min_nodes <= self.max_nodes:
            raise ValueError(
                f"nodes are {self.min_nodes} to {self.max_nodes}; allowed: 1 or more, the least first. To do: mend them"
            )

    @classmethod
    def of(cls, settings: Settings, pool: Identifier, *, protect: bool = False) -> ComputePoolArgs:
        return cls(pool=pool, instance_family=settings.instance_family, protect=protect)


class ComputePool(pulumi.ComponentResource):
    """Nodes for services. Deleting a pool drops every service in it and the data on their block volumes."""

    def __init__(
        self,
        name: str,
        args: ComputePoolArgs,
        owner: pulumi.ProviderResource,
        create_pools: pulumi.Resource,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("milvus-spcs:pools:ComputePool", name, None, opts)
        self.pool = snowflake.ComputePool(
            f"{name}-pool",
            name=args.pool,
            instance_family=args.instance_family,
            min_nodes=args.min_nodes,
            max_nodes=args.max_nodes,
            auto_resume="true",
            # CREATE COMPUTE POOL needs that privilege on the account
            opts=child_options(self, owner, after=[create_pools], protect=args.protect),
        )
        self.name = self.pool.name
        self.register_outputs({"name": self.name})
