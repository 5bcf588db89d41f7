"""Full names of objects, as the provider wants them."""

from __future__ import annotations

import pulumi


def quoted(*parts: pulumi.Input[str]) -> pulumi.Output[str]:
    """`"DB"."SCHEMA"."NAME"`, known at preview when its parts are."""
    return pulumi.Output.all(*parts).apply(lambda names: ".".join(f'"{name}"' for name in names))
