"""What a Milvus is to keep, by programs in the container beside it: rows of every kind with their schema and index, and
a user with a role."""

from __future__ import annotations

from devkit.context import Context
from tests.stack import inside

_CONNECT = """
import json, pathlib, random, array
from keeper import archive
from keeper.contents import Collection, Grant, Index, Role
from keeper.login import Login, read
from keeper.server import Server
from milvus_grpc import milvus_pb2, schema_pb2
address, password = "127.0.0.1:19530", "a-password-of-theirs"
milvus = Server(address, read(pathlib.Path("/run/secrets/milvus/root")))
"""
# a key of text, vectors, JSON, fields that no schema has, in two partitions, under an alias
_FILL = """
fields = [
    {
        "name": "id", "data_type": "VarChar", "is_primary_key": True,
        "type_params": [{"key": "max_length", "value": "64"}],
    },
    {"name": "vector", "data_type": "FloatVector", "type_params": [{"key": "dim", "value": str(dimension)}]},
    {"name": "about", "data_type": "JSON"},
]
params = json.dumps({"M": 8, "efConstruction": 64})
index = Index("near", "vector", {"index_type": "HNSW", "metric_type": "L2", "params": params})
schema = {"name": "kept", "fields": fields, "enable_dynamic_field": True}
kept = Collection("default", "kept", schema, 1, 2, {}, ("alias",), ("_default", "second"), (index,), True)
milvus.create(kept, "kept")
def column(name, kind, **more):
    return schema_pb2.FieldData(field_name=name, type=schema_pb2.DataType.Value(kind), **more)
for first in range(0, rows, 1000):
    numbers = range(first, min(first + 1000, rows))
    ids, about, more = column("id", "VarChar"), column("about", "JSON"), column("$meta", "JSON", is_dynamic=True)
    vectors = column("vector", "FloatVector")
    ids.scalars.string_data.data.extend(f'{it:08} "ö\\\\' for it in numbers)
    about.scalars.json_data.data.extend(json.dumps({"number": it}).encode() for it in numbers)
    more.scalars.json_data.data.extend(b'{"extra": [1, null]}' for it in numbers)
    vectors.vectors.dim = dimension
    vectors.vectors.float_vector.data.extend(random.random() for _ in range(len(numbers) * dimension))
    columns = tuple(it.SerializeToString() for it in (ids, vectors, about, more))
    milvus.insert(kept, "kept", kept.partitions[first // 1000 % 2], archive.Batch(len(numbers), columns))
milvus.flush("default", "kept")
milvus.index("default", "kept", index)
milvus.load("default", "kept")
milvus.alias("default", "kept", "alias")
milvus.create_user("reader", password)
milvus.create_role("reading")
grants = tuple(Grant("default", "Collection", "kept", it) for it in ("Query", "Search"))
milvus.grant(Role("reading", grants, ("reader",)))
"""
# rows by hashes of the columns of each partition, all else as an export has it
_READ = """
import hashlib, shutil, tempfile
from keeper.exporting import export
def values(directory, files):
    found = {}
    for batch in (batch for file in files for batch in archive.batches(directory, file)):
        for column in map(schema_pb2.FieldData.FromString, batch.columns):
            texts, objects = column.scalars.string_data.data, column.scalars.json_data.data
            numbers = array.array("f", column.vectors.float_vector.data).tobytes()
            hashed = found.setdefault(column.field_name, hashlib.sha256())
            hashed.update(b"".join([*map(str.encode, texts), *objects, numbers]))
    return {name: it.hexdigest() for name, it in found.items()}
directory = pathlib.Path(tempfile.mkdtemp()) / "export"
found = export(milvus, directory, lambda _: None)
(kept,) = (it for it in found.collections if it.collection.name == "kept")
about = kept.collection
print(kept.rows, about.aliases, [(part, values(directory, files)) for part, files in kept.files])
print("schema", json.dumps(about.schema, sort_keys=True))
print("indexes", sorted((it.name, it.field, sorted(it.params.items())) for it in about.indexes))
print("else", about.shards, about.consistency, sorted(about.properties.items()), about.partitions, about.loaded)
print("databases", sorted(found.databases))
print("users", found.users)
for role in found.roles:
    print("role", role.name, role.users, sorted(map(repr, role.grants)))
shutil.rmtree(directory)
"""
# as the user, whose role lets it
_COUNT = """
try:
    print(Server(address, Login("reader", password)).count("default", "kept"))
except archive.ArchiveError as error:
    print(error)
"""
# Milvus drops no role that may do anything
_DROP = """
milvus.unalias("default", "alias")
milvus.drop("default", "kept")
(role,) = (it for it in milvus.roles() if it.name == "reading")
for it in role.grants:
    milvus._operate(role.name, it, milvus_pb2.Revoke)
milvus._call("DeleteCredential", milvus_pb2.DeleteCredentialRequest(username="reader"))
milvus._call("DropRole", milvus_pb2.DropRoleRequest(role_name="reading"))
"""
_NAMES = """
print(milvus.collections("default"), "reader" in milvus.users(), "reading" in {it.name for it in milvus.roles()})
"""
NONE = "[] False False"


def fill(context: Context, rows: int, dimension: int) -> list[str]:
    """What is read of it."""
    _told(context, f"rows, dimension = {rows}, {dimension}\n{_FILL}")
    found = read(context)
    assert found[0].startswith(f"{rows} ('alias',) ")
    assert any(it.startswith("users ") and "'reader'" in it for it in found)
    assert any(it.startswith("role reading ('reader',) [\"Grant(") for it in found)
    return found


def read(context: Context) -> list[str]:
    """All of it, a line for each part."""
    return _told(context, _READ)


def count(context: Context) -> str:
    """The rows that the user finds, or why it may not look."""
    [found] = _told(context, _COUNT)
    return found


def drop(context: Context) -> None:
    """All of it, the user too."""
    _told(context, _DROP)


def left(context: Context) -> str:
    """Collections, and whether the user and the role are there; `NONE` where nothing of it is."""
    [found] = _told(context, _NAMES)
    return found


def _told(context: Context, program: str) -> list[str]:
    with inside.container(context, "keeper") as found:
        return inside.told(found, _CONNECT + program, "/opt/keeper")
