"""A resource as rules see it: plain values, those that a preview does not know yet among them as UNKNOWN."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

UNKNOWN: Final = object()
_PACKAGE = "snowflake:index"
DATABASE = f"{_PACKAGE}/database:Database"
GRANT = f"{_PACKAGE}/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole"
NETWORK_RULE = f"{_PACKAGE}/networkRule:NetworkRule"
POOL = f"{_PACKAGE}/computePool:ComputePool"
SCHEMA = f"{_PACKAGE}/schema:Schema"
SERVICE = f"{_PACKAGE}/service:Service"
STAGE = f"{_PACKAGE}/stageInternal:StageInternal"
WAREHOUSE = f"{_PACKAGE}/warehouse:Warehouse"
OBJECT_TAGS = "pulumi-python:dynamic/object_tags:ObjectTags"
ROLLOUT = "pulumi-python:dynamic/rollout:Rollout"
STAGE_FILE = "pulumi-python:dynamic/stage_file:StageFile"
# all that a stack makes and that takes a comment
OBJECTS = frozenset(
    {
        f"{_PACKAGE}/accountRole:AccountRole",
        f"{_PACKAGE}/externalAccessIntegration:ExternalAccessIntegration",
        f"{_PACKAGE}/imageRepository:ImageRepository",
        f"{_PACKAGE}/legacyServiceUser:LegacyServiceUser",
        f"{_PACKAGE}/secretWithBasicAuthentication:SecretWithBasicAuthentication",
        f"{_PACKAGE}/serviceUser:ServiceUser",
        f"{_PACKAGE}/user:User",
        DATABASE,
        NETWORK_RULE,
        POOL,
        SCHEMA,
        SERVICE,
        STAGE,
        WAREHOUSE,
    }
)
_WORDS = {GRANT: "grant", STAGE: "stage"}


@dataclass(frozen=True)
class Resource:
    """`properties` under the provider's names, `protected` as the program's option says. `uses` has the URNs of what
    properties come from; of a resource alone, nothing."""

    kind: str
    name: str
    urn: str
    properties: Mapping[str, Any]
    protected: bool = False
    uses: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """In words: `compute pool MILVUS_COMPUTE_POOL`."""
        given = self.properties.get("name")
        return f"{_word(self.kind)} {given if isinstance(given, str) else self.name}"

    @property
    def key(self) -> str:
        """What the stack's file calls a pool or a service: their resources are named after it."""
        return self.name.rpartition("-")[0] or self.name


def _word(kind: str) -> str:
    found = _WORDS.get(kind)
    return found or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.rpartition(":")[2]).lower()
