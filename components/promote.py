"""`python -m components.promote --from dev --to prod`: one stack's images, for another one to run as they are.

crane copies them from registry to registry, asks no Docker daemon, and signs in by Docker's configuration; the digests
go into the other stack's file (docs/environments.md).
https://github.com/google/go-containerregistry/blob/main/cmd/crane/README.md
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.engine import Engine, EngineError
from components.service_definitions import GUIDE, IMAGES
from components.settings_table import Table

FIELD = "imageDigest"
STACK = "pulumi:pulumi:Stack"
# https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes; a HEAD has the number alone
_UNKNOWN = ("MANIFEST_UNKNOWN", "NAME_UNKNOWN", "404")
REPOSITORY = "snowflake:index/imageRepository:ImageRepository"


class PromotionError(Exception):
    """Images that cannot be copied; the text says what to do."""


@dataclass(frozen=True)
class BuiltImage:
    """As the stack that built it says; `path` is that of its repository, with the registry's host."""

    path: str
    name: str
    tag: str
    digest: str

    @classmethod
    def of(cls, image: str, digest: str) -> BuiltImage:
        path, _, tag = image.rpartition(":")
        host, database, schema, repository, name = path.split("/", 4)
        return cls("/".join((host, database, schema, repository)), name, tag, digest)

    def copy_to(self, repository: str) -> str:
        """Copy it there under its tag, unless it is there; returns what was done. Raises PromotionError."""
        target = f"{repository}/{self.name}:{self.tag}"
        there = _crane("digest", target, otherwise="")
        if there == self.digest:
            return f"{target} is there"
        if there:
            raise PromotionError(
                f"{target} is {there}, another image of the same files; allowed: {self.digest}, for a tag stays what "
                f"it is. To do: name that one's digest as the imageDigest, or build {self.name} from other files"
            )
        _crane("copy", f"{self.path}/{self.name}@{self.digest}", target)
        return f"{target} was copied"


def main(arguments: Sequence[str]) -> int:
    """2 where something stands in the way; what was copied by then stays, and is not copied again."""
    options = _parser().parse_args(arguments)
    source, target = Engine(options.source, Path()), Engine(options.target, Path())
    try:
        for line in promote(source, target, options.repository):
            print(line, flush=True)
    except (EngineError, PromotionError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def promote(source: Engine, target: Engine, repository: str | None = None) -> Iterator[str]:
    """Copies, says so, and writes the digests last. Raises EngineError and PromotionError."""
    services = _services(target)
    images = _images(source, list(dict.fromkeys((*GUIDE, *services.rows))))
    into = repository or _repository(target)
    for image in dict.fromkeys(images.values()):
        yield f"{image.copy_to(into)}, {image.digest}"
    services.name({key: image.digest for key, image in images.items()})
    yield f"the configuration of {target.stack} has the digests of {', '.join(images)}"
    yield f"Next: commit it, and pulumi preview --stack {target.stack}"


def _images(source: Engine, keys: Sequence[str]) -> dict[str, BuiltImage]:
    """Of the services that both stacks have."""
    told: Mapping[str, Mapping[str, str]] = json.loads(source.ask("stack", "output", "images", "--json"))
    found = {key: BuiltImage.of(it["image"], it["digest"]) for key, it in told.items() if key.partition(".")[0] in keys}
    if not found:
        raise PromotionError(
            f"{source.stack} has no image of {', '.join(keys)}. To do: pulumi up --stack {source.stack}"
        )
    return found


@dataclass(frozen=True)
class _Services:
    """The table of a stack's configuration; `as_text` where it is JSON, below which the engine sets no path."""

    engine: Engine
    rows: Mapping[str, Mapping[str, Any]]
    as_text: bool

    def name(self, digests: Mapping[str, str]) -> None:
        if self.as_text:
            rows = json.loads(json.dumps(self.rows))
            for place, digest in digests.items():
                fields = rows
                for part in _path(place):
                    fields = fields.setdefault(part, {})
                fields[FIELD] = digest
            self.engine.ask("config", "set", Table.SERVICES.key, json.dumps(rows))
            return
        for place, digest in digests.items():
            path = ".".join((Table.SERVICES.key, *_path(place), FIELD))
            self.engine.ask("config", "set", "--path", path, digest)


def _path(place: str) -> tuple[str, ...]:
    """Where the row has the image."""
    key, beside, name = place.partition(".")
    return (key, IMAGES, name) if beside else (key,)


def _services(engine: Engine) -> _Services:
    entries: Mapping[str, Any] = json.loads(engine.ask("config", "--json"))
    entry = entries.get(Table.SERVICES.key, {})
    text = entry.get("value")
    return _Services(engine, json.loads(text or "{}"), bool(text) and "objectValue" not in entry)


def _repository(target: Engine) -> str:
    """Where the stack's images belong, as its state says; an up that waits for its images has made the repository."""
    resources = target.export().resources
    for resource in resources:
        outputs = resource.get("outputs") or {}
        if resource["type"] == STACK and outputs.get("repositoryUrl"):
            return str(outputs["repositoryUrl"])
    for resource in resources:
        if resource["type"] == REPOSITORY and not resource.get("delete"):
            return str(resource["outputs"]["showOutputs"][0]["repositoryUrl"])
    raise PromotionError(
        f"{target.stack} has no image repository yet. To do: pulumi up --stack {target.stack}, which makes it and "
        "stops where it looks for the images; or name one: --repository <host>/<database>/<schema>/<repository>"
    )


def _crane(*arguments: str, otherwise: str | None = None) -> str:
    """What it prints; with `otherwise` an error is that."""
    try:
        done = subprocess.run(["crane", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise PromotionError(
            "crane, which copies images, is not on PATH. To do: make promote, which gets it, or install it "
            "(github.com/google/go-containerregistry)"
        ) from None
    if done.returncode == 0:
        return done.stdout.strip()
    if otherwise is not None and any(word in done.stderr for word in _UNKNOWN):
        return otherwise
    raise PromotionError(f"crane {' '.join(arguments)}: {done.stderr.strip()}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m components.promote", description=__doc__)
    parser.add_argument("--from", dest="source", required=True, help="stack that built the images and is up")
    parser.add_argument("--to", dest="target", required=True, help="stack that is to run them")
    parser.add_argument("--repository", help="where they go, host and path; without it the other stack's own")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
