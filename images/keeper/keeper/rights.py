"""What a role of Milvus may do, and what Milvus has against a call: without its client, which not everybody has."""

from __future__ import annotations

from dataclasses import dataclass


class MilvusError(Exception):
    """What Milvus has against a call."""


@dataclass(frozen=True, order=True)
class Grant:
    """https://milvus.io/docs/v2.3.x/users_and_roles.md"""

    kind: str
    name: str
    privilege: str
