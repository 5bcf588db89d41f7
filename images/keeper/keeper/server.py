"""A Milvus of any version over its own protocol, for what reads and writes all of it.

https://github.com/milvus-io/milvus-proto
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import grpc
from google.protobuf import json_format
from milvus_grpc import common_pb2, milvus_pb2, milvus_pb2_grpc, schema_pb2

from keeper import rows
from keeper.archive import ArchiveError, Batch
from keeper.contents import Collection, Grant, Index, Role
from keeper.login import Login

SECONDS, LONG = 60.0, 3600.0  # of one call, and of what is waited for
LOOK = 0.2
FIRST_ROWS, MOST_ROWS, PAGE_BYTES = 100, 16384, 4 << 20
BIG = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
BUILT_IN_ROLES = frozenset({"admin", "public"})
ROOT = "root"
_NO_INDEX = 700  # https://github.com/milvus-io/milvus/blob/master/pkg/util/merr/errors.go


class MissingError(ArchiveError):
    """There is none."""


class Server:
    """`address` is host:port of the proxy. Calls raise ArchiveError with what Milvus says."""

    def __init__(self, address: str, login: Login | None) -> None:
        self._channel = grpc.insecure_channel(address, options=BIG)
        self._stub = milvus_pb2_grpc.MilvusServiceStub(self._channel)
        self._metadata = (("authorization", login.authorization),) if login else ()

    def close(self) -> None:
        self._channel.close()

    def version(self) -> str:
        return str(self._call("GetVersion", milvus_pb2.GetVersionRequest()).version)

    def databases(self) -> list[str]:
        return list(self._call("ListDatabases", milvus_pb2.ListDatabasesRequest()).db_names)

    def create_database(self, name: str) -> None:
        self._call("CreateDatabase", milvus_pb2.CreateDatabaseRequest(db_name=name))

    def collections(self, database: str) -> list[str]:
        return list(self._call("ShowCollections", milvus_pb2.ShowCollectionsRequest(db_name=database)).collection_names)

    def describe(self, database: str, name: str) -> Collection:
        """With its indexes, and whether it is loaded, or is going to be: after a start Milvus loads what was."""
        place = {"db_name": database, "collection_name": name}
        found = self._call("DescribeCollection", milvus_pb2.DescribeCollectionRequest(**place))
        partitions = self._call("ShowPartitions", milvus_pb2.ShowPartitionsRequest(**place)).partition_names
        state = self._call("GetLoadState", milvus_pb2.GetLoadStateRequest(**place)).state
        return Collection(
            database=database,
            name=name,
            schema=json_format.MessageToDict(found.schema, preserving_proto_field_name=True),
            shards=found.shards_num,
            consistency=found.consistency_level,
            properties={it.key: it.value for it in found.properties},
            aliases=tuple(sorted(found.aliases)),
            partitions=tuple(partitions),
            indexes=tuple(self._indexes(place)),
            loaded=state in (common_pb2.LoadStateLoading, common_pb2.LoadStateLoaded),
        )

    def aliases(self, database: str, name: str) -> list[str]:
        request = milvus_pb2.DescribeCollectionRequest(db_name=database, collection_name=name)
        return list(self._call("DescribeCollection", request).aliases)

    def load(self, database: str, name: str) -> None:
        """Until it is."""
        request = milvus_pb2.LoadCollectionRequest(db_name=database, collection_name=name, replica_number=1)
        self._call("LoadCollection", request)
        self.until_loaded(database, name)

    def until_loaded(self, database: str, name: str) -> None:
        """What somebody else has had loaded."""
        request = milvus_pb2.GetLoadStateRequest(db_name=database, collection_name=name)
        self._until(
            f"collection {database}.{name} to be loaded",
            lambda: self._call("GetLoadState", request).state == common_pb2.LoadStateLoaded,
        )

    def release(self, database: str, name: str) -> None:
        self._call("ReleaseCollection", milvus_pb2.ReleaseCollectionRequest(db_name=database, collection_name=name))

    def count(self, database: str, name: str) -> int:
        answer = self._query(database, name, "", ["count(*)"], None, 0)
        return int(answer.fields_data[0].scalars.long_data.data[0])

    def pages(self, collection: Collection, part: str | None) -> Iterator[Batch]:
        """In the order of the primary key, about PAGE_BYTES each."""
        key, after, size = collection.key["name"], "", FIRST_ROWS
        fields = rows.readable(collection)
        while True:
            answer = self._query(collection.database, collection.name, after, fields, part, size)
            page = rows.page(answer.fields_data, fields, key)
            if not page.rows:
                return
            yield page.batch
            after = f"{key} > {page.last}"
            size = max(1, min(MOST_ROWS, PAGE_BYTES * page.rows // (page.batch.size + 1)))

    def create(self, collection: Collection, name: str) -> None:
        """Empty, with its partitions."""
        schema = json_format.ParseDict(
            dict(collection.schema), schema_pb2.CollectionSchema(), ignore_unknown_fields=True
        )
        schema.name = name
        request = milvus_pb2.CreateCollectionRequest(
            db_name=collection.database,
            collection_name=name,
            schema=schema.SerializeToString(),
            shards_num=collection.shards,
            consistency_level=collection.consistency,
            properties=_pairs(collection.properties),
            num_partitions=len(collection.partitions) if collection.by_partition_key else 0,
        )
        self._call("CreateCollection", request)
        if collection.by_partition_key:
            return
        there = self._call(
            "ShowPartitions", milvus_pb2.ShowPartitionsRequest(db_name=collection.database, collection_name=name)
        ).partition_names
        for partition in set(collection.partitions) - set(there):
            place = {"db_name": collection.database, "collection_name": name, "partition_name": partition}
            self._call("CreatePartition", milvus_pb2.CreatePartitionRequest(**place))

    def insert(self, collection: Collection, name: str, part: str | None, batch: Batch) -> None:
        request = milvus_pb2.InsertRequest(
            db_name=collection.database,
            collection_name=name,
            partition_name=part or "",
            fields_data=rows.writable(collection, batch),
            num_rows=batch.rows,
        )
        answer = self._call("Insert", request)
        if answer.insert_cnt != batch.rows:
            raise ArchiveError(f"collection {collection}: Milvus took {answer.insert_cnt} of {batch.rows} rows")

    def flush(self, database: str, name: str) -> None:
        """Until all that was written by now is in its storage."""
        answer = self._call("Flush", milvus_pb2.FlushRequest(db_name=database, collection_names=[name]))
        request = milvus_pb2.GetFlushStateRequest(
            segmentIDs=answer.coll_segIDs[name].data,
            flush_ts=answer.coll_flush_ts[name],
            db_name=database,
            collection_name=name,
        )
        self._until(f"collection {database}.{name} to be flushed", lambda: self._call("GetFlushState", request).flushed)

    def index(self, database: str, name: str, index: Index) -> None:
        request = milvus_pb2.CreateIndexRequest(
            db_name=database,
            collection_name=name,
            field_name=index.field,
            index_name=index.name,
            extra_params=_pairs(index.params),
        )
        self._call("CreateIndex", request)

    def rename(self, database: str, name: str, to: str) -> None:
        self._call("RenameCollection", milvus_pb2.RenameCollectionRequest(db_name=database, oldName=name, newName=to))

    def drop(self, database: str, name: str) -> None:
        self._call("DropCollection", milvus_pb2.DropCollectionRequest(db_name=database, collection_name=name))

    def alias(self, database: str, name: str, alias: str) -> None:
        """Wherever it has led before."""
        place = {"db_name": database, "collection_name": name, "alias": alias}
        try:
            self._call("CreateAlias", milvus_pb2.CreateAliasRequest(**place))
        except ArchiveError:
            self._call("AlterAlias", milvus_pb2.AlterAliasRequest(**place))

    def unalias(self, database: str, alias: str) -> None:
        self._call("DropAlias", milvus_pb2.DropAliasRequest(db_name=database, alias=alias))

    def users(self) -> list[str]:
        """But root."""
        names = self._call("ListCredUsers", milvus_pb2.ListCredUsersRequest()).usernames
        return sorted(set(names) - {ROOT})

    def create_user(self, name: str, password: str) -> None:
        hidden = base64.b64encode(password.encode()).decode()
        self._call("CreateCredential", milvus_pb2.CreateCredentialRequest(username=name, password=hidden))

    def roles(self) -> list[Role]:
        """Built-in ones for their users alone."""
        answer = self._call("SelectRole", milvus_pb2.SelectRoleRequest(include_user_info=True))
        return [
            Role(
                it.role.name,
                () if it.role.name in BUILT_IN_ROLES else tuple(self._grants(it.role.name)),
                tuple(sorted({user.name for user in it.users} - {ROOT})),
            )
            for it in sorted(answer.results, key=lambda found: str(found.role.name))
        ]

    def create_role(self, name: str) -> None:
        self._call("CreateRole", milvus_pb2.CreateRoleRequest(entity=milvus_pb2.RoleEntity(name=name)))

    def grant(self, role: Role) -> None:
        """Its privileges to it, and it to its users."""
        for it in role.grants:
            self._operate(role.name, it, milvus_pb2.Grant)
        for user in role.users:
            request = milvus_pb2.OperateUserRoleRequest(
                username=user, role_name=role.name, type=milvus_pb2.AddUserToRole
            )
            self._call("OperateUserRole", request)

    def _operate(self, role: str, grant: Grant, how: Any) -> None:
        """Grant a privilege to a role, or revoke it."""
        entity = milvus_pb2.GrantEntity(
            role=milvus_pb2.RoleEntity(name=role),
            object=milvus_pb2.ObjectEntity(name=grant.kind),
            object_name=grant.name,
            grantor=milvus_pb2.GrantorEntity(privilege=milvus_pb2.PrivilegeEntity(name=grant.privilege)),
            db_name=grant.database,
        )
        self._call("OperatePrivilege", milvus_pb2.OperatePrivilegeRequest(entity=entity, type=how))

    def _grants(self, role: str) -> Iterator[Grant]:
        for database in self.databases():
            entity = milvus_pb2.GrantEntity(role=milvus_pb2.RoleEntity(name=role), db_name=database)
            for it in self._call("SelectGrant", milvus_pb2.SelectGrantRequest(entity=entity)).entities:
                yield Grant(it.db_name or database, it.object.name, it.object_name, it.grantor.privilege.name)

    def _indexes(self, place: dict[str, str]) -> Iterator[Index]:
        try:
            found = self._call("DescribeIndex", milvus_pb2.DescribeIndexRequest(**place)).index_descriptions
        except MissingError:
            return
        for it in found:
            yield Index(it.index_name, it.field_name, {pair.key: pair.value for pair in it.params})

    def _query(self, database: str, name: str, where: str, fields: list[str], part: str | None, most: int) -> Any:
        paging = {"limit": str(most), "iterator": "True", "reduce_stop_for_best": "True"} if most else {}
        request = milvus_pb2.QueryRequest(
            db_name=database,
            collection_name=name,
            expr=where,
            output_fields=fields,
            partition_names=[part] if part else [],
            query_params=_pairs(paging),
            consistency_level=common_pb2.Strong,
        )
        return self._call("Query", request)

    def _call(self, name: str, request: Any) -> Any:
        try:
            answer = getattr(self._stub, name)(request, timeout=SECONDS, metadata=self._metadata)
        except grpc.RpcError as error:
            raise ArchiveError(f"Milvus, {name}: {error.code().name}, {error.details()}") from None
        status = answer if isinstance(answer, common_pb2.Status) else answer.status
        if status.error_code == common_pb2.IndexNotExist or status.code == _NO_INDEX:
            raise MissingError(f"Milvus, {name}: {status.reason}")
        if status.error_code != common_pb2.Success or status.code:
            raise ArchiveError(f"Milvus, {name}: {status.reason or status.error_code}")
        return answer

    def _until(self, what: str, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONG
        while not done():
            if time.monotonic() > deadline:
                raise ArchiveError(f"{what}: not within {LONG:.0f} s")
            time.sleep(LOOK)


def _pairs(values: Mapping[str, str]) -> list[Any]:
    return [common_pb2.KeyValuePair(key=key, value=value) for key, value in values.items()]
