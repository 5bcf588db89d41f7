"""The rules, in the order of docs/policies.md."""

from __future__ import annotations

from milvus_policies.comments import COMMENTS_PRESENT
from milvus_policies.compute import COMPUTE_SUSPENDS, POOLS_WITHIN_LIMITS
from milvus_policies.data import DATA_PROTECTED
from milvus_policies.endpoints import NO_PUBLIC_MILVUS_PORT
from milvus_policies.hosts import NO_ANY_HOST
from milvus_policies.images import IMAGES_IMMUTABLE
from milvus_policies.privileges import NO_ALL_PRIVILEGES
from milvus_policies.rules import ResourceRule, StackRule
from milvus_policies.tags import TAGS_PRESENT

RULES: tuple[ResourceRule | StackRule, ...] = (
    NO_ALL_PRIVILEGES,
    NO_ANY_HOST,
    NO_PUBLIC_MILVUS_PORT,
    IMAGES_IMMUTABLE,
    COMPUTE_SUSPENDS,
    POOLS_WITHIN_LIMITS,
    DATA_PROTECTED,
    COMMENTS_PRESENT,
    TAGS_PRESENT,
)
