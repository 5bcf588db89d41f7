"""An image that was pushed before, here or elsewhere: nothing is built, and no Docker is asked."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.account_images import AccountImage
from components.checked_image import CheckedImage


@dataclass(frozen=True, kw_only=True)
class RegistryImageArgs:
    """`repository` is the name of that of the image, known once it is there; `role` looks whether the image is in it.
    `check` is false for one that is taken to be there."""

    image: AccountImage
    repository: pulumi.Input[str]
    role: str
    check: bool = True


class RegistryImage(pulumi.ComponentResource):
    """`reference` and `digest` are as those of a ServiceImage; of an image that is not there, there are none."""

    reference: pulumi.Output[str]
    digest: pulumi.Output[str]

    def __init__(self, name: str, args: RegistryImageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:RegistryImage", name, None, opts)
        tag, self.digest = self._tag_and_digest(name, args)
        path = args.image.reference.rpartition(":")[0]
        self.reference = pulumi.Output.all(args.repository, tag).apply(lambda known: f"{path}:{known[1]}")
        self.register_outputs({"reference": self.reference, "digest": self.digest})

    def _tag_and_digest(self, name: str, args: RegistryImageArgs) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        image = args.image
        if not args.check:
            return pulumi.Output.from_input(image.tag), pulumi.Output.from_input(image.digest)
        database, schema, _ = image.repository.parts
        props = {
            "database": database,
            "schema": schema,
            "repository": args.repository,
            "image": image.name,
            "tag": image.tag,
            "digest": image.digest,
            "role": args.role,
        }
        checked = CheckedImage(f"{name}-checked", props, pulumi.ResourceOptions(parent=self))
        return checked.tag, checked.digest
