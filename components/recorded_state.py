"""What the stack's state has of the resources that a run before this one made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

# https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/resource/deploy/builtins.go
READ_STATE = "pulumi:pulumi:readStackResourceOutputs"

# outputs of resources, by URN
Recorded = Mapping[str, Mapping[str, Any]]


async def recorded_outputs() -> Recorded:
    """Of all resources; asked of the engine, not of the account."""
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    answer = await invoke_async(READ_STATE, {"stackName": stack})
    return {urn: it["outputs"] for urn, it in answer["outputs"].items()}
