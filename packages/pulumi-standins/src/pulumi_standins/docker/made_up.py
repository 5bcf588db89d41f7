"""Images that nobody builds: for previews, where a digest is needed and its content is not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from pulumi_standins.docker.inputs import ImageInputs
from pulumi_standins.docker.sign_ins import Credential

# set to "true"
VARIABLE = "PULUMI_STANDINS_MADE_UP_IMAGES"


class MadeUp:
    """Neither a daemon nor a registry is asked; another name, which has the tag, gets another digest."""

    def sign_in(self, _image: ImageInputs, _warn: Callable[[str], None]) -> Credential:
        return {}

    def build(self, image: ImageInputs, _credential: Credential, _report: Callable[[str], None]) -> str:
        return f"sha256:{_digest(image)}"

    def push(self, image: ImageInputs, _credential: Credential, _report: Callable[[str], None]) -> str:
        return f"{image.name.rpartition(':')[0]}@sha256:{_digest(image)}"

    def cancel(self) -> None:
        """Nothing is under way."""


def _digest(image: ImageInputs) -> str:
    """Of the name behind the registry's host, so that it is the same for any registry."""
    return hashlib.sha256(image.name.partition("/")[2].encode()).hexdigest()
