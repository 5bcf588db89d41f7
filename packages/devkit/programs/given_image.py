"""What stands in for components/images.py in the benchmark: the image's reference alone; nothing is built or pushed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from components.settings import Settings

if TYPE_CHECKING:  # its import is the program's part
    from components.storage import Storage


@dataclass(frozen=True, kw_only=True)
class ServiceImageArgs:
    path: str
    repository_url: pulumi.Output[str]

    @classmethod
    def of(cls, settings: Settings, storage: Storage, image: str, _build_args: Mapping[str, str]) -> ServiceImageArgs:
        names = settings.names
        path = f"/{names.database}/{names.schema}/{names.repository}/{image}:benchmark".lower()
        return cls(path=path, repository_url=storage.repository_url)


class ServiceImage(pulumi.ComponentResource):
    """Has the reference that the program's own would have, known once its repository is there."""

    reference: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceImageArgs, _provider: pulumi.ProviderResource) -> None:
        super().__init__("milvus-spcs:images:ServiceImage", name)
        self.reference = args.repository_url.apply(lambda _: args.path)
        self.register_outputs({"reference": self.reference})
