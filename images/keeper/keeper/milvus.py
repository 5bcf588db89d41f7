"""Milvus' proxy, as one user."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import grpc
from milvus_grpc import common_pb2, milvus_pb2, milvus_pb2_grpc

from keeper.login import Login
from keeper.rights import Grant, MilvusError

SECONDS = 5.0  # of one call
_REFUSED = grpc.StatusCode.UNAUTHENTICATED


def checked(status: Any) -> None:
    """Raise MilvusError unless the call was a success."""
    if status.error_code != common_pb2.Success or status.code:
        raise MilvusError(status.reason or common_pb2.ErrorCode.Name(status.error_code))


class Milvus:
    """`address` is host:port. Calls raise grpc.RpcError where Milvus does not answer or lets nobody in."""

    def __init__(self, address: str, login: Login) -> None:
        self._channel = grpc.insecure_channel(address)
        self._stub = milvus_pb2_grpc.MilvusServiceStub(self._channel)
        self._login = login

    def close(self) -> None:
        self._channel.close()

    def lets_in(self, login: Login) -> bool:
        """Whether the password is right; what the user may do is another question."""
        request = milvus_pb2.ShowCollectionsRequest()
        try:
            self._call("ShowCollections", request, login)
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.PERMISSION_DENIED:
                return True
            if error.code() == _REFUSED:
                return False
            raise
        return True

    def users(self) -> frozenset[str]:
        answer = self._call("ListCredUsers", milvus_pb2.ListCredUsersRequest())
        checked(answer.status)
        return frozenset(answer.usernames)

    def create_user(self, login: Login) -> None:
        password = base64.b64encode(login.password.encode()).decode()
        request = milvus_pb2.CreateCredentialRequest(username=login.username, password=password)
        checked(self._call("CreateCredential", request))

    def roles(self) -> dict[str, frozenset[str]]:
        """Their users by their names."""
        answer = self._call("SelectRole", milvus_pb2.SelectRoleRequest(include_user_info=True))
        checked(answer.status)
        return {it.role.name: frozenset(user.name for user in it.users) for it in answer.results}

    def create_role(self, role: str) -> None:
        request = milvus_pb2.CreateRoleRequest(entity=milvus_pb2.RoleEntity(name=role))
        checked(self._call("CreateRole", request))

    def grants(self, role: str) -> frozenset[Grant]:
        entity = milvus_pb2.GrantEntity(role=milvus_pb2.RoleEntity(name=role))
        answer = self._call("SelectGrant", milvus_pb2.SelectGrantRequest(entity=entity))
        checked(answer.status)
        return frozenset(Grant(it.object.name, it.object_name, it.grantor.privilege.name) for it in answer.entities)

    def grant(self, role: str, grants: Iterable[Grant]) -> None:
        for it in grants:
            entity = milvus_pb2.GrantEntity(
                role=milvus_pb2.RoleEntity(name=role),
                object=milvus_pb2.ObjectEntity(name=it.kind),
                object_name=it.name,
                grantor=milvus_pb2.GrantorEntity(privilege=milvus_pb2.PrivilegeEntity(name=it.privilege)),
            )
            request = milvus_pb2.OperatePrivilegeRequest(entity=entity, type=milvus_pb2.Grant)
            checked(self._call("OperatePrivilege", request))

    def add_to_role(self, role: str, username: str) -> None:
        request = milvus_pb2.OperateUserRoleRequest(username=username, role_name=role, type=milvus_pb2.AddUserToRole)
        checked(self._call("OperateUserRole", request))

    def _call(self, name: str, request: Any, login: Login | None = None) -> Any:
        metadata = (("authorization", (login or self._login).authorization),)
        return getattr(self._stub, name)(request, timeout=SECONDS, metadata=metadata)
