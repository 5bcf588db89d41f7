"""What stands in for an image in the benchmark: its reference alone, so that nothing is built or pushed."""

from __future__ import annotations

from typing import Any

import pulumi


class GivenImage(pulumi.ComponentResource):
    """Has the reference that a `ServiceImage` would have, known once its repository is there."""

    reference: pulumi.Output[str]

    def __init__(self, name: str, args: Any, _provider: pulumi.ProviderResource) -> None:
        super().__init__("milvus-spcs:images:ServiceImage", name)
        path = f"/{args.repository_path}/{args.image}:benchmark"
        self.reference = pulumi.Output.from_input(args.repository_url).apply(lambda _: path)
        self.register_outputs({"reference": self.reference})
