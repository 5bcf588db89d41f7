"""A builder that keeps what it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pulumi_standins.docker.inputs import ImageInputs
from pulumi_standins.docker.plugin import IMAGE, DockerProvider
from pulumi_standins.docker.sign_ins import Credential
from pulumi_standins.provider.provider import ProviderError, Target
from pulumi_standins.provider.values import Properties

TARGET = Target("urn:pulumi:local::p::docker:index/image:Image::it", IMAGE)
NAME = "127.0.0.1:7879/db/schema/repo/milvus:tag"
DIGEST = "127.0.0.1:7879/db/schema/repo/milvus@sha256:1"


@dataclass
class RecordingBuilder:
    built: list[ImageInputs] = field(default_factory=list)
    pushed: list[tuple[ImageInputs, Credential]] = field(default_factory=list)
    cancelled: bool = False
    refused: str = ""

    def sign_in(self, image: ImageInputs, _warn: Callable[[str], None]) -> Credential:
        if self.refused:
            raise ProviderError(self.refused)
        return {"username": image.registry.username, "password": image.registry.password}

    def build(self, image: ImageInputs, _credential: Credential, _report: Callable[[str], None]) -> str:
        self.built.append(image)
        return "sha256:local"

    def push(self, image: ImageInputs, credential: Credential, _report: Callable[[str], None]) -> str:
        self.pushed.append((image, credential))
        return DIGEST

    def cancel(self) -> None:
        self.cancelled = True


def checked(provider: DockerProvider, inputs: Properties) -> Properties:
    found = provider.check(TARGET, inputs)
    assert found.failures == {}
    return found.inputs
