"""What a cluster is to keep, by programs in the notebook's container: a collection with its index, and a user."""

from __future__ import annotations

from devkit.context import Context
from tests.images.large import GROW, prepare
from tests.stack import clusters
from tests.stack.inside import container, told

_CONNECT = """
import hashlib, os
import numpy
from pymilvus import DataType, MilvusClient
milvus = MilvusClient(os.environ["MILVUS_URI"], token=os.environ["MILVUS_TOKEN"], timeout=60)
"""
_FILL = """
schema = milvus.create_schema(enable_dynamic_field=True)
schema.add_field("id", DataType.INT64, is_primary=True)
schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
index = milvus.prepare_index_params()
index.add_index("vector", index_type="HNSW", metric_type="L2", params={"M": 8, "efConstruction": 64})
milvus.create_collection("kept", schema=schema, index_params=index)
vectors = numpy.random.default_rng(1).random((rows, dimension), dtype=numpy.float32)
for first in range(0, rows, 1000):
    part = vectors[first:first + 1000]
    milvus.insert("kept", [{"id": first + it, "vector": vector, "more": first} for it, vector in enumerate(part)])
milvus.flush("kept")
# and some that no segment has yet
milvus.insert("kept", [{"id": rows + it, "vector": vectors[it], "more": -1} for it in range(100)])
milvus.create_user("reader", "a-password-of-theirs")
"""
_READ = """
milvus.load_collection("kept")
found = hashlib.sha256()
count = 0
for first in range(0, rows + 100, 1000):
    read = milvus.query(
        "kept", filter=f"id >= {first} and id < {first + 1000}", output_fields=["vector", "more"],
        consistency_level="Strong", timeout=60,
    )
    for row in sorted(read, key=lambda row: row["id"]):
        found.update(repr((row["id"], row["more"])).encode())
        found.update(numpy.asarray(row["vector"], dtype=numpy.float32).tobytes())
        count += 1
print(count, found.hexdigest(), milvus.list_indexes("kept"), [it for it in milvus.list_users() if it == "reader"])
"""
_COUNT = """
milvus.load_collection("demo_collection")
[found] = milvus.query("demo_collection", filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=60)
print(found["count(*)"])
"""
_DROP = 'milvus.drop_collection("kept")\nmilvus.drop_user("reader")\n'
# What a load is refused for, the coordinators say after two minutes of trying. Of an index that is no FLAT one Milvus
# knows how large it is before it is loaded.
_LOAD_LARGE = f"""
from pymilvus.exceptions import MilvusException
client = milvus
{GROW}{prepare("IVF_FLAT", nlist=128)}
found = said(milvus.load_collection, "large", timeout=200)
milvus.drop_collection("large")
print(found.replace("\\n", " "))
"""
_COLLECTIONS = "print(milvus.list_collections())\n"
ROWS, DIMENSION = 20_000, 64


def _told(context: Context, program: str) -> str:
    size = f"rows, dimension = {ROWS}, {DIMENSION}\n"
    with container(context, "jupyter") as notebook:
        printed = told(notebook, _CONNECT + size + program, MILVUS_TOKEN=clusters.token(context))
    return (printed or [""])[-1]


def fill(context: Context) -> str:
    """What is read of it."""
    _told(context, _FILL)
    found = read(context)
    assert found.startswith(f"{ROWS + 100} ")
    assert found.endswith(" ['vector'] ['reader']")
    return found


def read(context: Context) -> str:
    """A hash of all rows, with their number, the index, and the user."""
    return _told(context, _READ)


def rows_of_the_notebook(context: Context) -> str:
    """As it left them."""
    return _told(context, _COUNT)


def drop(context: Context) -> None:
    """All of it."""
    _told(context, _DROP)


def load_large(context: Context) -> str:
    """What comes of a collection of 400 MB; it is gone afterwards."""
    return _told(context, _LOAD_LARGE)


def collections(context: Context) -> str:
    """Those there are."""
    return _told(context, _COLLECTIONS)
