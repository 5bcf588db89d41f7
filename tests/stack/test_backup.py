"""Backup and restore of the whole stack, in real containers: what is gone comes back, equal byte by byte."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import snowflake.connector

from devkit.context import Context
from devkit.local_account import Account
from devkit.testing.engine import Engine
from tests.stack import inside

FEW, MANY = (2_000, 16), (100_000, 384)  # rows, and their vectors' dimensions; the latter in `make soak`
CONNECT = """
import json, pathlib, random, array
from keeper import archive
from keeper.contents import Collection, Index
from keeper.login import read
from keeper.server import Server
from milvus_grpc import schema_pb2
milvus = Server("127.0.0.1:19530", read(pathlib.Path("/run/secrets/milvus/root")))
"""
# rows of every kind: a key of text, vectors, JSON, fields that no schema has, in two partitions, under an alias
FILL = """
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
"""
# all of it, by hashes of the columns of each partition
READ = """
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
print(kept.rows, kept.collection.aliases, [(part, values(directory, files)) for part, files in kept.files])
shutil.rmtree(directory)
"""
DROP = """
milvus.unalias("default", "alias")
milvus.drop("default", "kept")
"""


def told(context: Context, program: str) -> list[str]:
    """What a program prints beside Milvus."""
    with inside.container(context, "keeper") as found:
        return inside.told(found, CONNECT + program, "/opt/keeper")


def backup(engine: Engine, *arguments: str, code: int = 0) -> str:
    """What the program of `make backup` and `make restore` prints."""
    command = [sys.executable, "-m", "components.backup", "--stack", "local", *arguments]
    done = subprocess.run(
        command, cwd=engine.directory, env=engine.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> int:
    return (MANY if request.config.getoption("--soak") else FEW)[0]


@pytest.fixture(scope="module")
def held(up: dict[str, Any], stack_clone: Context, rows: int) -> list[str]:  # noqa: ARG001
    """What Milvus holds."""
    told(stack_clone, f"rows, dimension = {rows}, {dict([FEW, MANY])[rows]}\n{FILL}")
    found = told(stack_clone, READ)
    assert found[0].startswith(f"{rows} ('alias',) ")
    return found


@pytest.fixture(scope="module")
def exported(engine: Engine, held: list[str], rows: int) -> str:  # noqa: ARG001
    """The export's time."""
    said = backup(engine, "export")
    assert f"export: default.kept, {rows} rows" in said
    assert "whole, export, " in said
    return next(line for line in said.splitlines() if "whole, export" in line).split()[0]


def test_a_volume_that_is_gone_comes_back_from_a_snapshot(
    engine: Engine, stack_account: Account, stack_clone: Context, held: list[str]
) -> None:
    assert "whole, by hand, services suspended" in backup(engine, "take")
    with snowflake.connector.connect(
        account="LOCAL-DEV",
        user=stack_account.user,
        password=stack_account.password,
        host="127.0.0.1",
        port=stack_account.account_port,
        protocol="http",
        role="MILVUS_OWNER_ROLE",
        enable_server_session_keep_alive_auto_detection=False,
    ) as connection:
        connection.cursor().execute("DROP SERVICE MILVUS_DEMO.PUBLIC.MILVUS FORCE")
    engine.must("up", "--yes", "--skip-preview", "--refresh")
    assert told(stack_clone, 'print(milvus.collections("default"))') == ["[]"]
    assert "What was there before is in backup" in backup(engine, "restore")
    assert told(stack_clone, READ) == held


def test_a_collection_that_is_gone_comes_back_from_an_export(
    engine: Engine, stack_clone: Context, held: list[str], exported: str, rows: int
) -> None:
    refused = backup(engine, "import", "--export", exported, code=2)
    assert "there is default.kept already, and nothing was changed. To do: REPLACE=1" in refused
    assert told(stack_clone, READ) == held
    told(stack_clone, DROP)
    assert f"import: default.kept, {rows} rows" in backup(engine, "import", "--export", exported)
    assert told(stack_clone, READ) == held


def test_an_export_without_its_manifest_is_refused(engine: Engine, exported: str) -> None:
    said = backup(engine, "list")
    assert f"{exported}  whole, export" in said
    assert "there is no such one that is whole" in backup(engine, "import", "--export", "20200101T000000Z", code=2)
