"""Passwords, set where Milvus' proxy has them set: at the root coordinator, which asks for no password of before.

So a password that nobody knows any more is no obstacle: it was changed while Milvus was stopped, a snapshot of before
was restored, or somebody changed it by hand. The coordinator's port is no endpoint: it answers inside the instance.
https://github.com/milvus-io/milvus/blob/master/pkg/proto/internal.proto
"""

from __future__ import annotations

import hashlib

import bcrypt
import grpc
from milvus_grpc import common_pb2

from keeper.login import Login
from keeper.milvus import SECONDS, checked

UPDATE = "/milvus.proto.rootcoord.RootCoord/UpdateCredential"
USERNAME, ENCRYPTED, SHA256 = 1, 2, 5  # fields of milvus.proto.internal.CredentialInfo


class Coordinator:
    """`address` is host:port."""

    def __init__(self, address: str) -> None:
        self._update = grpc.insecure_channel(address).unary_unary(
            UPDATE, request_serializer=credential, response_deserializer=common_pb2.Status.FromString
        )

    def set_password(self, login: Login) -> None:
        """Of a user that is there. Raises MilvusError and grpc.RpcError."""
        checked(self._update(login, timeout=SECONDS))


def credential(login: Login) -> bytes:
    """The message, with the password as Milvus keeps it, and as its proxies remember it."""
    encrypted = bcrypt.hashpw(login.password.encode(), bcrypt.gensalt(10)).decode()
    digest = hashlib.sha256((login.password + login.username).encode()).hexdigest()
    return _text(USERNAME, login.username) + _text(ENCRYPTED, encrypted) + _text(SHA256, digest)


def _text(field: int, value: str) -> bytes:
    """https://protobuf.dev/programming-guides/encoding/#length-types"""
    data = value.encode()
    return bytes([field << 3 | 2]) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
