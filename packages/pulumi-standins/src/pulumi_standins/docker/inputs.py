"""An image's inputs, with the real plugin's defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_standins.provider.values import UNKNOWN, Properties, Value, reveal

PROPERTIES = frozenset({"build", "buildOnPreview", "imageName", "registry", "skipPush"})
BUILD_PROPERTIES = frozenset(
    {"addHosts", "args", "builderVersion", "cacheFrom", "context", "contextDigest", "dockerfile", "network", "platform"}
    | {"target"}
)
BUILDKIT = "BuilderBuildKit"
PLATFORM = "linux/amd64"


@dataclass(frozen=True)
class Registry:
    server: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class ImageInputs:
    name: str
    context: str
    dockerfile: str
    args: Mapping[str, str]
    target: str
    platform: str
    network: str | None
    add_hosts: Mapping[str, str]
    cache_from: tuple[str, ...]
    registry: Registry
    push: bool

    @classmethod
    def of(cls, inputs: Properties) -> ImageInputs:
        known = reveal(inputs)
        build = known.get("build") or {}
        registry = known.get("registry") or {}
        context = build.get("context") or "."
        return cls(
            name=known["imageName"],
            context=context,
            dockerfile=build.get("dockerfile") or os.path.join(context, "Dockerfile"),
            args=build.get("args") or {},
            target=build.get("target") or "",
            platform=build.get("platform") or PLATFORM,
            network=build.get("network"),
            add_hosts=dict(host.split(":", 1) for host in build.get("addHosts") or []),
            cache_from=tuple((build.get("cacheFrom") or {}).get("images") or ()),
            registry=Registry(*(str(registry.get(key) or "") for key in ("server", "username", "password"))),
            push=not known.get("skipPush"),
        )


def with_defaults(inputs: Properties) -> Properties:
    """The inputs as the engine shall keep them; unknown values and secrets stay what they are."""
    build = inputs.get("build")
    if not isinstance(build, dict | None):
        return {"buildOnPreview": False, **inputs}
    build = dict(build or {})
    build.setdefault("context", ".")
    if build["context"] is not UNKNOWN:
        build.setdefault("dockerfile", os.path.join(reveal(build["context"]), "Dockerfile"))
    build.setdefault("platform", PLATFORM)
    return {"buildOnPreview": False, **inputs, "build": build}


def failures(inputs: Properties) -> dict[str, str]:
    """What is wrong with each input."""
    known = reveal(inputs)
    found = {name: f"unknown; allowed: {', '.join(sorted(PROPERTIES))}" for name in set(known) - PROPERTIES}
    name = known.get("imageName")
    if name is None or (name is not UNKNOWN and not (isinstance(name, str) and name)):
        found["imageName"] = f"the value is {name!r}; needed: registry/repository/name:tag"
    build = known.get("build")
    if isinstance(build, dict):
        found |= _build_failures(build)
    elif build is not None and build is not UNKNOWN:
        found["build"] = "needed: a map with context and dockerfile"
    return found


def _build_failures(build: Mapping[str, Value]) -> dict[str, str]:
    found = {
        f"build.{name}": f"unknown; allowed: {', '.join(sorted(BUILD_PROPERTIES))}"
        for name in set(build) - BUILD_PROPERTIES
    }
    if build.get("builderVersion") == BUILDKIT:
        found["build.builderVersion"] = (
            f"{BUILDKIT} is not served by the stand-in of the docker plugin; allowed: BuilderV1, or leave it out"
        )
    dockerfile = build.get("dockerfile")
    if isinstance(dockerfile, str) and not os.path.isfile(dockerfile):
        found["build.dockerfile"] = f"there is no file {dockerfile!r}, seen from {os.getcwd()}; needed: the Dockerfile"
    return found
