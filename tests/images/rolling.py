"""`python -m tests.images.rolling`: for how long nobody is answered while Milvus' container is made anew.

A client searches every 100 ms; meanwhile the container is stopped, or killed, and another one made on the same volume,
as a roll of the service does, at another address. What an account takes to begin with it is not in the figures.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import docker
from docker.models.containers import Container
from docker.models.images import Image

from devkit.bases.obtain import ensure_bases
from devkit.paths import Paths
from tests.images.building import built
from tests.images.place import CONNECT, Place

OPEN = {"COMMON_SECURITY_AUTHORIZATIONENABLED": "false"}  # who searches is not what is measured
PREPARE = """
import random, sys
from pymilvus import DataType
rows, numbers = int(sys.argv[1]), random.Random(1)
schema = MilvusClient.create_schema()
schema.add_field("id", DataType.INT64, is_primary=True)
schema.add_field("vector", DataType.FLOAT_VECTOR, dim=64)
client.create_collection("rolled", schema=schema, consistency_level="Strong")
for first in range(0, rows, 1000):
    vectors = [[numbers.random() for _ in range(64)] for _ in range(1000)]
    client.insert("rolled", [{"id": first + n, "vector": it} for n, it in enumerate(vectors)])
client.flush("rolled")
index = client.prepare_index_params()
index.add_index("vector", index_type="HNSW", metric_type="L2", params={"M": 16, "efConstruction": 100})
client.create_index("rolled", index)
client.load_collection("rolled")
"""
# the longest time between two answers, and that no answer was another one
SEARCH = """
import json, sys
seconds, asked = float(sys.argv[1]), [[0.5] * 64]
def search():
    (found,) = client.search("rolled", asked, limit=3, timeout=1)
    return [it["id"] for it in found]
wanted = search()
print("searches", flush=True)
end = answered = time.monotonic()
end, longest, others, refused = end + seconds, 0, 0, 0
while time.monotonic() < end:
    began = time.monotonic()
    try:
        others += search() != wanted
    except Exception:
        refused += 1
        try:
            client = MilvusClient("http://milvus:19530", timeout=1)
        except Exception:
            pass
    else:
        longest, answered = max(longest, time.monotonic() - answered), time.monotonic()
    time.sleep(max(0, 0.1 - (time.monotonic() - began)))
print(json.dumps({"longest": longest, "others": others, "refused": refused, "last": time.monotonic() - answered}))
"""


@dataclass(frozen=True)
class Rolled:
    """Seconds: of the stop, and without an answer; `others` are answers that were not the one of before."""

    stop: float
    without: float
    others: int

    def __str__(self) -> str:
        return f"{self.without:5.1f} s without an answer, {self.stop:.1f} s of it to stop; {self.others} other answers"


def roll(place: Place, milvus: Image, jupyter: Image, options: argparse.Namespace) -> Rolled:
    """Once."""
    environment = {**OPEN, **dict(it.split("=", 1) for it in options.set)}
    with place.milvus(milvus, environment=environment) as before:
        _client(place, jupyter, PREPARE, options.rows).wait()
        searching = _client(place, jupyter, SEARCH, options.seconds)
        for line in searching.logs(stream=True):
            if line.startswith(b"searches"):
                break
        began = time.monotonic()
        before.kill() if options.kill else before.stop(timeout=30)
        stop = time.monotonic() - began
        with place.milvus(milvus, environment=environment):
            searching.wait()
            said = json.loads(searching.logs(stderr=False).splitlines()[-1])
    return Rolled(stop, max(said["longest"], said["last"]), said["others"])


def _client(place: Place, jupyter: Image, script: str, argument: float) -> Container:
    command = ["python", "-c", CONNECT + script, str(argument)]
    return place.client.containers.run(jupyter, command, network=place.network, detach=True, labels=[place.network])


@contextlib.contextmanager
def _place(client: docker.DockerClient) -> Iterator[Place]:
    name = f"milvus-spcs-roll-{secrets.token_hex(4)}"
    network, volume = client.networks.create(name, internal=True), client.volumes.create(name)
    try:
        yield Place(client, name, name)
    finally:
        for it in client.containers.list(all=True, filters={"label": name}, ignore_removed=True):
            it.remove(force=True)
        network.remove()
        volume.remove(force=True)


def main(arguments: Sequence[str]) -> int:
    """Print a line for each roll."""
    parser = argparse.ArgumentParser(prog="python -m tests.images.rolling", description="See docs/benchmark.md.")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rolls", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60, help="for which a client searches")
    parser.add_argument("--kill", action="store_true", help="SIGKILL instead of a stop")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="in Milvus' environment")
    options = parser.parse_args(arguments)
    client = docker.from_env(timeout=600)
    bases = ensure_bases(Paths.of_clone().cache, print)
    with (
        contextlib.closing(client),
        built(client, "milvus", {"MILVUS_IMAGE": bases.milvus}) as milvus,
        built(client, "jupyter", {"PYTHON_IMAGE": bases.python}) as jupyter,
    ):
        for _ in range(options.rolls):
            with _place(client) as place:
                print(roll(place, milvus, jupyter, options), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
