"""Resource options that all components share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi


def child_options(
    parent: pulumi.Resource,
    provider: pulumi.ProviderResource | None,
    *,
    after: Sequence[pulumi.Resource] = (),
    **extra: Any,
) -> pulumi.ResourceOptions:
    """Options of a child. Names are fixed, so a replacement is deleted first; `after` is for rules of Snowflake
    that no reference carries, such as a privilege that a statement needs.

    Another name is another object: the provider would rename some kinds in place, and grants that are then taken from
    the name before would fail, in every run from then on.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        provider=provider,
        delete_before_replace=True,
        replace_on_changes=["name"],
        depends_on=list(after) or None,
        **extra,
    )
