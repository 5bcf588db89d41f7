"""An image, built here and pushed into the account's image repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_docker as docker

from components.image_tag import PLATFORM, build_context, image_tag
from components.pushed_image import PushedImage
from components.settings import Registry


@dataclass(frozen=True, kw_only=True)
class ServiceImageArgs:
    """`image` is a directory of `images`, `repository_path` where it goes in the registry; `role` looks whether it is
    still in the repository. `docker` is the provider, None for the default one."""

    image: str
    build_args: Mapping[str, str]
    registry: Registry
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    repository: pulumi.Input[str]
    repository_path: str
    repository_url: pulumi.Input[str]
    role: str
    docker: pulumi.ProviderResource | None
    images: Path = Path("images")

    def __post_init__(self) -> None:
        build_context(self.image, self.images)

    @property
    def context(self) -> Path:
        """What is built."""
        return build_context(self.image, self.images)


class ServiceImage(pulumi.ComponentResource):
    """`reference` is the image as a specification names it, /database/schema/repository/name:tag, and `digest` what was
    pushed under that name, name@sha256:….

    The reference is known at preview, so that the preview of a service shows it.
    """

    reference: pulumi.Output[str]
    digest: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceImageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:ServiceImage", name, None, opts)
        host = args.registry.host
        tag = image_tag(args.context, "Dockerfile", args.build_args, PLATFORM)
        pushed = PushedImage(f"{name}-pushed", _pushed(args, tag), pulumi.ResourceOptions(parent=self))
        self.image = docker.Image(
            f"{name}-image",
            image_name=f"{host}/{args.repository_path}/{args.image}:{tag}",
            build=docker.DockerBuildArgs(
                context=str(args.context),
                dockerfile=str(args.context / "Dockerfile"),
                platform=PLATFORM,
                args=dict(args.build_args),
            ),
            registry=_registry(args),
            # the trigger alone is no reference
            opts=pulumi.ResourceOptions(
                parent=self, provider=args.docker, replacement_trigger=pushed.id, depends_on=[pushed]
            ),
        )
        self.reference = self.image.image_name.apply(lambda full_name: full_name.removeprefix(host))
        self.digest = self.image.repo_digest
        self.register_outputs({"reference": self.reference, "digest": self.digest})


def _pushed(args: ServiceImageArgs, tag: str) -> dict[str, pulumi.Input[str]]:
    return {
        "database": args.database,
        "schema": args.schema,
        "repository": args.repository,
        "image": args.image,
        "tag": tag,
        "role": args.role,
    }


def _registry(args: ServiceImageArgs) -> docker.RegistryArgs:
    """Where to push. The server comes from the repository itself: no push before it exists, or to another one."""
    expected = f"{args.registry.host}/{args.repository_path}"
    server = pulumi.Output.from_input(args.repository_url).apply(lambda url: checked_server(expected, url))
    if not args.registry.password:
        return docker.RegistryArgs(server=server)  # the plugin asks Docker's configuration
    return docker.RegistryArgs(server=server, username=args.registry.user, password=args.registry.password.output())


def checked_server(expected: str, repository_url: str) -> str:
    """The registry's host, after a check that images would be pushed where the account looks for them."""
    if repository_url != expected:
        host = repository_url.partition("/")[0]
        raise pulumi.RunError(
            f"images would be pushed to {expected}, but the account's repository is {repository_url}. "
            f"To do: pulumi config set milvus-spcs:registryHost {host}"
        )
    return repository_url.partition("/")[0]
