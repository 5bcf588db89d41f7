"""`python -m devkit.bench.vectors`: what many vectors take, on the local run that is up, in either topology.

`programs/vectors.py` is its client, in the notebook's container. Memory is the containers', the most that each had in
each phase.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

import docker
from docker.models.containers import Container

from devkit import docker_api, local_account, stack
from devkit.bench import machine, memory
from devkit.bench.container_program import said, token_of_root
from devkit.bench.workspace import PROGRAMS
from devkit.paths import Paths

LOOK_AGAIN = 2.0
ROWS, DIMENSION, QUERIES = 200_000, 384, 1000


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m devkit.bench.vectors", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="(%(default)s)")
    parser.add_argument("--dimension", type=int, default=DIMENSION, help="(%(default)s)")
    parser.add_argument("--queries", type=int, default=QUERIES, help="(%(default)s)")
    parser.add_argument("--publish", metavar="NAME", default="latest-vectors", help="packages/devkit/results/NAME.json")
    options = parser.parse_args(arguments)
    paths = Paths.of_clone()
    size = {"rows": options.rows, "dimension": options.dimension, "queries": options.queries}
    about = {
        "command": "python -m devkit.bench.vectors",
        "topology": "cluster" if stack.is_cluster(paths) else "standalone",
        **size,
        "load_before": machine.load(),
        "phases": measure(paths, [str(it) for it in size.values()]),
        "machine": machine.describe(),
    }
    (paths.results / f"{options.publish}.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(paths: Paths, arguments: Sequence[str]) -> list[dict[str, Any]]:
    """What each phase took, of time and memory."""
    label = f"{local_account.LABEL}={local_account.identifier_of(paths.local)}"
    phases = []
    with closing(docker.from_env()) as client, memory_watched(docker_api.containers(label)) as most:
        running = client.containers.list(filters={"label": label}, ignore_removed=True)
        command = ["python", "-W", "ignore", "-c", (PROGRAMS / "vectors.py").read_text(encoding="utf-8"), *arguments]
        for line in said(_named(running, "jupyter"), command, {"MILVUS_TOKEN": token_of_root(running)}):
            phase = {**json.loads(line), "megabytes": by_parts(most)}
            most.clear()
            print(json.dumps(phase), flush=True)
            phases.append(phase)
    return phases


def by_parts(most: Mapping[str, float]) -> dict[str, float]:
    """By what containers are called in specifications, and their sum."""
    found = {"together": round(sum(most.values()), 1)}
    for name, megabytes in most.items():
        part = name.rpartition("-")[2]
        found[part] = round(found.get(part, 0.0) + megabytes, 1)
    return found


@contextmanager
def memory_watched(containers: Mapping[str, str]) -> Iterator[dict[str, float]]:
    """The most that each container has had, since it was cleared."""
    most: dict[str, float] = {}
    ends = threading.Event()

    def watch() -> None:
        while not ends.wait(LOOK_AGAIN):
            for name, megabytes in memory.of_containers(containers).items():
                most[name] = max(most.get(name, 0.0), megabytes)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield most
    finally:
        ends.set()
        watching.join()


def _named(containers: Sequence[Container], name: str) -> Container:
    return next(it for it in containers if str(it.name).endswith(f"-{name}"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
