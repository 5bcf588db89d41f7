"""The provider: docker:index/image:Image and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Protocol

from pulumi_standins.docker.context import digest
from pulumi_standins.docker.inputs import ImageInputs, failures, with_defaults
from pulumi_standins.docker.sign_ins import Credential
from pulumi_standins.provider.difference import Difference, compare
from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.provider import Checked, ProviderError, State, Target
from pulumi_standins.provider.values import UNKNOWN, Properties, Secret, Value, has_unknown, reveal

VERSION = "5.1.0"
IMAGE = "docker:index/image:Image"
# the engine's own, and what this stack's providers may carry
SETTINGS = frozenset({"host", "version", "pluginDownloadURL"})


class Builder(Protocol):
    def sign_in(self, image: ImageInputs, warn: Callable[[str], None]) -> Credential:
        """What to push with: of the inputs, or of Docker's configuration; nothing where neither has something."""

    def build(self, image: ImageInputs, credential: Credential, report: Callable[[str], None]) -> str:
        """Builds, and returns the image's id."""

    def push(self, image: ImageInputs, credential: Credential, report: Callable[[str], None]) -> str:
        """Pushes, and returns the reference by digest."""

    def cancel(self) -> None: ...


class DockerProvider:
    version = VERSION

    def __init__(self, log: EngineLog, connect: Callable[[str | None], Builder]) -> None:
        self._log, self._connect = log, connect
        self._builder: Builder | None = None

    def schema(self) -> str:
        return json.dumps({"name": "docker", "version": VERSION, "resources": {IMAGE: {}}})

    def check_config(self, inputs: Properties) -> Checked:
        unknown = [
            name for name, value in inputs.items() if name not in SETTINGS and value and not name.startswith("__")
        ]
        reason = (
            f"the stand-in of the docker plugin does not serve this setting; allowed: {', '.join(sorted(SETTINGS))}"
        )
        return Checked(inputs, dict.fromkeys(unknown, reason))

    def diff_config(self, olds: Properties, news: Properties) -> Difference:
        return Difference(compare(olds, news))

    def configure(self, inputs: Properties) -> None:
        host = reveal(inputs.get("host"))
        self._builder = self._connect(host if isinstance(host, str) and host else None)

    def check(self, target: Target, news: Properties, olds: Properties | None = None) -> Checked:  # noqa: ARG002
        self._served(target)
        inputs = with_defaults(news)
        wrong = failures(inputs)
        build = inputs["build"]
        if (
            not wrong
            and isinstance(build, dict)
            and not has_unknown([build["context"], build.get("dockerfile", UNKNOWN)])
        ):
            inputs["build"] = {**build, "contextDigest": digest(reveal(build["context"]), reveal(build["dockerfile"]))}
        return Checked(inputs, wrong)

    def diff(self, target: Target, olds: State, news: Properties) -> Difference:
        self._served(target)
        return Difference(compare(reveal(olds.inputs), reveal(news), _same))

    def create(self, target: Target, inputs: Properties, *, preview: bool) -> State:
        self._served(target)
        outputs = self._outputs(target, inputs, preview=preview)
        return State("" if preview else outputs["imageName"], outputs, inputs)

    def read(self, target: Target, old: State) -> State:
        """What was pushed is not looked at again."""
        self._served(target)
        return old

    def update(self, target: Target, olds: State, news: Properties, *, preview: bool) -> Properties:
        self._served(target)
        changed = compare(reveal(olds.inputs), reveal(news), _same)
        return self._outputs(target, news, preview=preview) if changed or not preview else dict(olds.outputs)

    def delete(self, target: Target, old: State) -> None:
        """Images stay in the registry, for services may still run them."""

    def cancel(self) -> None:
        if self._builder is not None:
            self._builder.cancel()

    def close(self) -> None:
        self.cancel()

    def _outputs(self, target: Target, inputs: Properties, *, preview: bool) -> Properties:
        if preview and (inputs.get("buildOnPreview") is not True or has_unknown(inputs)):
            return _outputs(inputs, UNKNOWN)
        if self._builder is None:
            raise ProviderError("the docker provider's settings are not known yet")
        image = ImageInputs.of(inputs)

        def report(line: str) -> None:
            self._log.status(target.urn, line)

        def warn(line: str) -> None:
            self._log.warning(target.urn, line)

        # before the build, which may take long
        credential = self._builder.sign_in(image, warn) if image.push else {}
        reference = self._builder.build(image, credential, report)
        if image.push and not preview:
            reference = self._builder.push(image, credential, report)
        return _outputs(inputs, reference)

    def _served(self, target: Target) -> None:
        if target.token != IMAGE:
            raise ProviderError(
                f"{target.token} is not served by the stand-in of the docker plugin; served is {IMAGE}. "
                f"For all types put the real plugin on PATH: pulumi plugin install resource docker {VERSION}"
            )


def _outputs(inputs: Properties, reference: Value) -> Properties:
    """The real plugin's outputs. It keeps the inputs among them, and compares with those."""
    known = reveal(inputs)
    build = known["build"] if isinstance(known.get("build"), dict) else {}
    return {
        "imageName": known["imageName"],
        "baseImageName": known["imageName"],
        "registryServer": (known.get("registry") or {}).get("server", "")
        if known.get("registry") is not UNKNOWN
        else UNKNOWN,
        "context": build.get("context", UNKNOWN),
        "dockerfile": _dockerfile(build),
        "platform": build.get("platform", UNKNOWN),
        "repoDigest": reference,
        "__inputs": Secret(known),
    }


def _dockerfile(build: Properties) -> Value:
    """Its place in the context."""
    parts = [build.get("dockerfile", UNKNOWN), build.get("context", UNKNOWN)]
    return UNKNOWN if has_unknown(parts) else os.path.relpath(*parts)


def _same(name: str, old: Value, new: Value) -> bool:
    if name == "registry" and isinstance(old, dict) and isinstance(new, dict):
        # credentials change without any need for another image
        return bool(old.get("server") == new.get("server"))
    return bool(old == new)
