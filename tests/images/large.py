"""Programs of a `client` with vectors of 8 kB: more of them than may be written in 512 MiB, or loaded."""

from __future__ import annotations

GROW = """
import numpy
from pymilvus import DataType
vectors = numpy.random.default_rng(1).random((500, 2048), dtype=numpy.float32).tolist()
def create(name):
    schema = MilvusClient.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2048)
    client.create_collection(name, schema=schema)
def insert(name, rows):
    for first in range(0, rows, 500):
        client.insert(name, [{"id": first + n, "vector": it} for n, it in enumerate(vectors)], timeout=10)
def said(do, *arguments, **options):
    try:
        do(*arguments, **options)
        return "done"
    except MilvusException as error:
        return error.message
"""
WRITE = """
create("grows")
print("WRITING:", said(insert, "grows", 100_000))
time.sleep(3)
print(client.list_collections())
"""
LOAD = """
print("LOADING:", said(client.load_collection, "large", timeout=60))
print(client.list_collections())
"""


def prepare(index_type: str, **params: int) -> str:
    """A collection of 400 MB, with an index of that type."""
    return f"""
create("large")
insert("large", 50_000)
client.flush("large")
index = client.prepare_index_params()
index.add_index("vector", index_type="{index_type}", metric_type="L2", params={params})
client.create_index("large", index)
"""
