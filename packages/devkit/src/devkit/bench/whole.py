"""`PYTHONPATH=packages/devkit/src python3 -m devkit.bench.whole`: what a person waits for, and what stays in memory.

`make up` from what is there, again, after a change of an image's context, and `make down`. By the Python of the system:
where nothing is there yet, the virtual environment is part of what is timed.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from devkit import docker_api, local_account
from devkit.bench import machine, memory, screen
from devkit.paths import Paths

AFTER_THE_ANSWER = 60
# not in git, so that no tracked file changes
CHANGED = Path("images") / "jupyter" / "benchmark.tmp"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m devkit.bench.whole", description=__doc__)
    parser.add_argument("--publish", metavar="NAME", default="latest-whole", help="packages/devkit/results/NAME.json")
    options = parser.parse_args(arguments)
    paths = Paths.of_clone()
    cold = not paths.python.exists() and not any(paths.cache.glob("engine/*/pulumi"))
    about: dict[str, Any] = {
        "command": "python3 -m devkit.bench.whole",
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "load_before": machine.load(),
    }
    try:
        about |= _measure(paths, cold=cold)
    except screen.CommandError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    about |= {"load_after": machine.load(), "machine": machine.describe()}
    (paths.results / f"{options.publish}.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(about, indent=1))
    return 0


def _measure(paths: Paths, *, cold: bool) -> dict[str, Any]:
    first = screen.run(["make", "up"], paths.root)
    print(f"{AFTER_THE_ANSWER} s until memory is measured", flush=True)
    time.sleep(AFTER_THE_ANSWER)
    used = _memory(paths)
    again = screen.run(["make", "up"], paths.root)
    with _change(paths.root):
        changed = screen.run(["make", "up"], paths.root)
    return {
        "up_cold" if cold else "up_first": {
            **first.summary(),
            "set_up_processor_seconds": first.processor_seconds(),
            "images": first.images(),
            "rolls": first.rolls(),
        },
        "memory_megabytes": used,
        "up_again": again.summary(),
        "up_changed": {**changed.summary(), "images": changed.images(), "rolls": changed.rolls()},
        "down": screen.run(["make", "down"], paths.root).summary(),
    }


def _memory(paths: Paths) -> dict[str, Any]:
    information = json.loads((paths.local / "account.json").read_text(encoding="utf-8"))
    label = f"{local_account.LABEL}={information['id']}"
    images = {name: round(size / 1e6, 1) for name, size in docker_api.image_sizes(label).items()}
    containers = memory.of_containers(docker_api.containers(label))
    return {**memory.account(information["pid"]), "containers": containers, "images": images}


@contextlib.contextmanager
def _change(root: Path) -> Iterator[None]:
    """Another context for one image: a build with Docker's cache, a push of what is there, and a roll."""
    file = root / CHANGED
    file.write_text(f"{time.time()}\n", encoding="utf-8")
    try:
        yield
    finally:
        file.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
