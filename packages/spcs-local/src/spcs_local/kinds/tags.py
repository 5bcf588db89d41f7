"""Tags. https://docs.snowflake.com/en/sql-reference/sql/create-tag"""

from __future__ import annotations

from spcs_local.kinds.clauses import RENAME
from spcs_local.kinds.columns import (
    comment,
    constant,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    schema_name,
)
from spcs_local.kinds.kind import Kind
from spcs_local.model.object_kinds import SCHEMA
from spcs_local.model.properties import Property, text

KIND = Kind(
    name="TAG",
    plural="TAGS",
    scope=SCHEMA,
    properties=(Property("COMMENT", text, ""),),
    privileges=("APPLY", "READ"),
    create_privilege="CREATE TAG",
    show=(
        created_on(),
        own_name(),
        database_name(),
        schema_name(),
        owner(),
        comment(),
        constant("allowed_values", None),
        owner_role_type(),
        constant("propagate", None),
        constant("on_conflict", None),
    ),
    clauses=frozenset({RENAME}),
)
