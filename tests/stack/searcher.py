"""Clients of Milvus that insert and search, and compare every answer with brute force at consistency Strong.

It runs in the notebook's container, where nothing else of the project is: `python -c TEXT prepare`, `flush`, `whole`,
`holders`, or `client NUMBER PAUSE`. What was done is said in lines of JSON: kind, begin, end, and what was wrong or
failed. A client ends once there is the file STOP, and then has read all that it had inserted.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import numpy
from pymilvus import DataType, MilvusClient, connections, utility
from pymilvus.exceptions import MilvusException

COLLECTION, WHOLE = "searched", "whole"
ENOUGH_FOR_AN_INDEX = 4000  # in each of its segments, below 1024 Milvus makes none
DIMENSION, NEAREST, BATCH, SEED, SHARDS = 32, 10, 20, 1500, 2
LISTS = 16  # of an index
SEARCHES = 4  # for each insert
KEYS = 100_000_000  # of one client
PAGE = 10_000
FLUSHED_EVERY = 15.0
STOP, SECONDS = Path(os.environ.get("STOP", "")), float(os.environ.get("SECONDS", "0"))
PATIENCE = 120.0
PARTS = 5  # of what all roles do, each of which has so many seconds
TOLERANCE = 1e-3


def connect() -> MilvusClient:
    """As the user whom the test names."""
    return MilvusClient(os.environ["MILVUS_URI"], token=os.environ.get("MILVUS_TOKEN", ""), timeout=10)


def prepare(milvus: MilvusClient, name: str) -> None:
    """A collection that holds nothing yet."""
    milvus.drop_collection(name, timeout=SECONDS)
    schema = milvus.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("client", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=DIMENSION)
    milvus.create_collection(name, schema=schema, num_shards=SHARDS, timeout=SECONDS)


def finish(milvus: MilvusClient, name: str, kind: str, parameters: dict[str, int]) -> None:
    """Have it searched."""
    index = milvus.prepare_index_params()
    index.add_index("vector", index_type=kind, metric_type="L2", params=parameters)
    milvus.create_index(name, index, timeout=SECONDS)
    milvus.load_collection(name, timeout=SECONDS)


def whole(milvus: MilvusClient) -> None:
    """All that Milvus' roles do for each other, once, in a collection of its own: from its making to its end."""
    prepare(milvus, WHOLE)
    vectors = numpy.random.default_rng(1).random((ENOUGH_FOR_AN_INDEX, DIMENSION), dtype=numpy.float32)
    rows = [{"id": key, "client": 0, "vector": vector} for key, vector in enumerate(vectors)]
    milvus.insert(WHOLE, rows, timeout=SECONDS)
    milvus.flush(WHOLE, timeout=SECONDS)
    finish(milvus, WHOLE, "IVF_FLAT", {"nlist": LISTS})
    begin = time.monotonic()
    while milvus.describe_index(WHOLE, "vector", timeout=SECONDS)["indexed_rows"] < ENOUGH_FOR_AN_INDEX:
        if time.monotonic() - begin > SECONDS:
            raise TimeoutError("no index")
        time.sleep(0.2)
    [found] = milvus.search(WHOLE, [vectors[0]], limit=1, consistency_level="Strong", timeout=SECONDS)
    if found[0]["id"] != 0:
        raise ValueError(found)
    milvus.drop_collection(WHOLE, timeout=SECONDS)


def holders() -> set[int]:
    """The query nodes that have stored segments of what is searched."""
    connections.connect(uri=os.environ["MILVUS_URI"], token=os.environ.get("MILVUS_TOKEN", ""))
    return {node for it in utility.get_query_segment_info(COLLECTION, timeout=SECONDS) for node in it.nodeIds}


class Searcher:
    """One client, who alone knows what its part of the collection has to hold."""

    def __init__(self, milvus: MilvusClient, number: int) -> None:
        self._milvus, self._number = milvus, number
        self._next = number * KEYS
        self._ids = numpy.empty(0, dtype=numpy.int64)
        self._vectors = numpy.empty((0, DIMENSION), dtype=numpy.float32)
        self._acknowledged: set[int] = set()

    def insert(self, rows: int) -> str:
        """Rows of which all or none have to be there from the answer on; without one, nobody knows."""
        ids = numpy.arange(self._next, self._next + rows)
        vectors = numpy.random.default_rng(self._next).random((rows, DIMENSION), dtype=numpy.float32)
        self._next += rows
        self._ids, self._vectors = numpy.concatenate([self._ids, ids]), numpy.concatenate([self._vectors, vectors])
        data = [
            {"id": int(key), "client": self._number, "vector": vector} for key, vector in zip(ids, vectors, strict=True)
        ]
        self._milvus.insert(COLLECTION, data, timeout=SECONDS)
        self._acknowledged.update(map(int, ids))
        return ""

    def search(self) -> str:
        """What is wrong with an answer."""
        wanted = numpy.random.default_rng().random(DIMENSION, dtype=numpy.float32)
        [found] = self._milvus.search(
            COLLECTION,
            [wanted],
            limit=NEAREST,
            filter=f"client == {self._number}",
            consistency_level="Strong",
            timeout=SECONDS,
        )
        return self._fault(wanted, [(int(hit["id"]), float(hit["distance"])) for hit in found])

    def _fault(self, wanted: Any, found: list[tuple[int, float]]) -> str:
        """Against the distances to all rows."""
        distances = ((self._vectors - wanted) ** 2).sum(axis=1)
        true = dict(zip(map(int, self._ids), map(float, distances), strict=True))
        if len(found) != NEAREST or len(dict(found)) != NEAREST:
            return f"{len(found)} hits, of {len(self._acknowledged)} rows: {found}"
        if wrong := [hit for hit in found if abs(true.get(hit[0], -1.0) - hit[1]) > TOLERANCE]:
            return f"never inserted, or at another distance: {wrong}"
        farthest = max(distance for _, distance in found)
        nearer = {key for key, distance in true.items() if distance < farthest - TOLERANCE}
        missing = (nearer & self._acknowledged) - dict(found).keys()
        return f"not found, of {len(self._acknowledged)} rows: {sorted(missing)}" if missing else ""

    def read(self) -> str:
        """What of it is lost, and what was never inserted."""
        there: set[int] = set()
        for first in range(self._number * KEYS, self._next, PAGE):
            rows = self._milvus.query(
                COLLECTION,
                filter=f"id >= {first} and id < {min(first + PAGE, self._next)}",
                output_fields=["id"],
                consistency_level="Strong",
                timeout=60,
            )
            there.update(row["id"] for row in rows)
        lost, alien = self._acknowledged - there, there - set(map(int, self._ids))
        return f"lost {len(lost)}: {sorted(lost)[:9]}, never inserted: {sorted(alien)[:9]}" if lost or alien else ""


def say(kind: str, does: Callable[[], str]) -> bool:
    """Whether it got an answer."""
    begin = time.time()
    try:
        fault, failed = does(), ""
    except (MilvusException, grpc.RpcError) as error:
        fault, failed = "", f"{type(error).__name__}: {error}"[:300]
    print(json.dumps({"kind": kind, "begin": begin, "end": time.time(), "fault": fault, "failed": failed}), flush=True)
    return not failed


def until(kind: str, does: Callable[[], str]) -> None:
    """Until it is answered."""
    begin = time.monotonic()
    while not say(kind, does):
        if time.monotonic() - begin > PATIENCE:
            raise TimeoutError(kind)
        time.sleep(0.5)


def client(milvus: MilvusClient, number: int, pause: float) -> None:
    """Until it is to stop."""
    searcher = Searcher(milvus, number)
    until("seed", lambda: searcher.insert(SEED))
    for turn in iter(lambda: 0 if STOP.exists() else 1, 0):
        del turn
        say("insert", lambda: searcher.insert(BATCH))
        for _ in range(SEARCHES):
            say("search", searcher.search)
            time.sleep(pause)
    until("read", searcher.read)


def flush(milvus: MilvusClient) -> None:
    """Now and then, so that there are segments to be stored and handed over."""

    def flushed() -> str:
        milvus.flush(COLLECTION, timeout=30)
        return ""

    while not STOP.exists():
        if say("flush", flushed):
            time.sleep(FLUSHED_EVERY)


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "prepare":
        STOP.unlink(missing_ok=True)
        milvus = connect()
        prepare(milvus, COLLECTION)
        # exact, also while rows are new: for any other index those have one of Milvus' own, which finds most of them
        finish(milvus, COLLECTION, "FLAT", {})
    elif command == "holders":
        print(json.dumps(sorted(holders())))
    elif command == "whole":
        signal.alarm(int(SECONDS * PARTS))  # pymilvus waits for an index without an end, whatever time it is given
        whole(connect())
    elif command == "flush":
        flush(connect())
    else:
        client(connect(), int(arguments[0]), float(arguments[1]))
