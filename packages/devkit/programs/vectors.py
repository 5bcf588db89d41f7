"""Inserts vectors into Milvus, indexes and searches them, and compares with brute force: ROWS DIMENSION QUERIES.

It runs in the notebook's container. A line of JSON for each phase, as it ends. The vectors are like embeddings: they
lie about a space of few dimensions, since among points of none but chance no index finds the nearest.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy
from pymilvus import DataType, MilvusClient

COLLECTION = "measured"
BLOCK, NEAREST, LATENT, NOISE, CLIENTS = 2000, 10, 32, 0.05, 4
INDEX = {"M": 16, "efConstruction": 200}
SEARCHED = {"params": {"ef": 64}}


def vectors(rows: int, dimension: int, seed: int) -> Any:
    """Of length one."""
    axes = numpy.random.default_rng(0).standard_normal((LATENT, dimension), dtype=numpy.float32)
    drawn = numpy.random.default_rng(seed)
    found = drawn.standard_normal((rows, LATENT), dtype=numpy.float32) @ axes / LATENT**0.5
    found += NOISE * drawn.standard_normal((rows, dimension), dtype=numpy.float32)
    return found / numpy.linalg.norm(found, axis=1, keepdims=True)


def blocks(rows: int, dimension: int) -> Iterator[tuple[int, Any]]:
    """All rows, with the number of the first of each block."""
    for first in range(0, rows, BLOCK):
        yield first, vectors(min(BLOCK, rows - first), dimension, 1 + first)


def say(phase: str, begin: float, **more: float) -> None:
    """The phase is over."""
    print(json.dumps({"phase": phase, "seconds": round(time.monotonic() - begin, 1), **more}), flush=True)


def insert(milvus: MilvusClient, rows: int, dimension: int) -> None:
    """All of it, until it is in the object storage; the making of the vectors is not counted."""
    schema = milvus.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    milvus.drop_collection(COLLECTION)
    milvus.create_collection(COLLECTION, schema=schema, num_shards=1)
    spent = 0.0
    for first, block in blocks(rows, dimension):
        data = [{"id": first + it, "vector": vector} for it, vector in enumerate(block)]
        begin = time.monotonic()
        milvus.insert(COLLECTION, data, timeout=120)
        spent += time.monotonic() - begin
    say("insert", time.monotonic() - spent, rows_a_second=round(rows / spent))
    begin = time.monotonic()
    milvus.flush(COLLECTION, timeout=300)
    say("flush", begin)


def index(milvus: MilvusClient, rows: int) -> None:
    """Until every row is in an index, and all of it is loaded."""
    begin = time.monotonic()
    wanted = milvus.prepare_index_params()
    wanted.add_index("vector", index_type="HNSW", metric_type="IP", params=INDEX)
    milvus.create_index(COLLECTION, wanted)
    [name] = milvus.list_indexes(COLLECTION)
    while True:
        found = milvus.describe_index(COLLECTION, name)
        if found["indexed_rows"] >= rows and not found.get("pending_index_rows"):
            break
        time.sleep(1)
    say("index", begin)
    begin = time.monotonic()
    milvus.load_collection(COLLECTION, timeout=300)
    say("load", begin)


def truth(rows: int, dimension: int, queries: Any) -> Any:
    """The keys of those that are nearest to each query."""
    keys = numpy.zeros((len(queries), 0), dtype=numpy.int64)
    products = numpy.zeros((len(queries), 0), dtype=numpy.float32)
    for first, block in blocks(rows, dimension):
        keys = numpy.hstack([keys, numpy.tile(numpy.arange(first, first + len(block)), (len(queries), 1))])
        products = numpy.hstack([products, queries @ block.T])
        best = numpy.argsort(-products, axis=1)[:, :NEAREST]
        keys, products = numpy.take_along_axis(keys, best, 1), numpy.take_along_axis(products, best, 1)
    return keys


def search(milvus: MilvusClient, queries: Any) -> tuple[list[float], list[set[int]]]:
    """Milliseconds and keys of one search after the other."""
    spent, found = [], []
    for query in queries:
        begin = time.monotonic()
        [hits] = milvus.search(COLLECTION, [query], limit=NEAREST, search_params=SEARCHED, timeout=60)
        spent.append((time.monotonic() - begin) * 1000)
        found.append({int(hit["id"]) for hit in hits})
    return spent, found


def percentiles(spent: list[float]) -> dict[str, float]:
    """Of milliseconds."""
    return {f"p{it}_milliseconds": round(float(numpy.percentile(spent, it)), 1) for it in (50, 99)}


def main(rows: int, dimension: int, queries: int) -> None:
    """Phase after phase."""
    milvus = connect()
    insert(milvus, rows, dimension)
    index(milvus, rows)
    begin = time.monotonic()
    asked = vectors(queries, dimension, -1 % 2**32)
    true = truth(rows, dimension, asked)
    say("brute force", begin)
    search(milvus, asked[:100])  # warm
    begin = time.monotonic()
    spent, found = search(milvus, asked)
    recall = sum(len(set(map(int, it)) & hits) for it, hits in zip(true, found, strict=True)) / true.size
    say("search by 1 client", begin, **percentiles(spent), recall_at_10=round(recall, 4))
    together(asked)
    milvus.drop_collection(COLLECTION)


def together(asked: Any) -> None:
    """As many clients at once, with a connection each."""
    begin, every = time.monotonic(), []
    threads = [
        threading.Thread(target=lambda client: every.extend(search(client, asked)[0]), args=(connect(),))
        for _ in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = round(len(every) / (time.monotonic() - begin), 1)
    say(f"search by {CLIENTS} clients", begin, **percentiles(every), searches_a_second=rate)


def connect() -> MilvusClient:
    """As root."""
    return MilvusClient(os.environ["MILVUS_URI"], token=os.environ["MILVUS_TOKEN"], timeout=60)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
