"""`python -m devkit.bench.images`: what an image costs on its own: tag, build, rebuild of the same, size."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import docker

from devkit import base_images
from devkit.bench import machine
from devkit.bench.workspace import PROGRAMS, ROOT
from devkit.console import Console
from devkit.context import Context
from devkit.paths import Paths

REPOSITORY = "milvus-spcs/benchmark"
PLATFORM = "linux/amd64"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m devkit.bench.images", description=__doc__)
    parser.add_argument("--cold", action="store_true", help="build without Docker's cache first; takes minutes")
    parser.add_argument("--publish", metavar="NAME", default="latest-images", help="packages/devkit/results/NAME.json")
    options = parser.parse_args(arguments)
    bases = base_images.ensure(Context.of_clone(Console()))
    client = docker.from_env(timeout=900)
    given = {
        "milvus": {"MILVUS_IMAGE": bases.milvus},
        "keeper": {"PYTHON_IMAGE": bases.python},
        "jupyter": {"PYTHON_IMAGE": bases.python},
    }
    images = {name: _measure(client, name, build_args, cold=options.cold) for name, build_args in given.items()}
    about = {"machine": machine.describe(), "load": machine.load(), "images": images}
    (Paths.of_clone().results / f"{options.publish}.json").write_text(
        json.dumps(about, indent=1) + "\n", encoding="utf-8"
    )
    print(json.dumps(images, indent=1))
    return 0


def _measure(client: docker.DockerClient, name: str, build_args: dict[str, str], *, cold: bool) -> dict[str, float]:
    """Seconds and megabytes. An unchanged context costs its tag alone: no build and no push."""
    context = ROOT / "images" / name
    tag = f"{REPOSITORY}-{name}:measured"

    def build(**options: Any) -> None:
        client.images.build(
            path=str(context), tag=tag, buildargs=build_args, platform=PLATFORM, rm=True, forcerm=True, **options
        )

    found = {"tag": _tag_seconds(context, build_args)}
    if cold:
        found["build"] = _seconds(lambda: build(nocache=True))
    # Docker may once more build a stage of which its cache has several
    build()
    found["rebuild"] = _seconds(build)
    found["megabytes"] = round(client.images.get(tag).attrs["Size"] / 1e6, 1)
    client.images.remove(tag, noprune=True)
    return found


def _tag_seconds(context: Path, build_args: Mapping[str, str]) -> float:
    """What the program takes to compute it, without its start."""
    pairs = [f"{name}={value}" for name, value in build_args.items()]
    command: list[str | Path] = [sys.executable, PROGRAMS / "image_tag.py", context, PLATFORM, *pairs]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return round(time.monotonic() - started, 3)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
