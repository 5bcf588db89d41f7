"""SHOW of what the account has none of: tables, views and the like. What asks for metadata asks for these.

https://docs.snowflake.com/en/sql-reference/sql/show
"""

from __future__ import annotations

from spcs_local.errors import DoesNotExistError
from spcs_local.handlers import show
from spcs_local.handlers.call import Call, on, registered
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.statements.rules.objects import ShowAbsent

_PLACE = "name database_name schema_name"
_KEY = "created_on database_name schema_name table_name column_name key_sequence constraint_name rely comment"
_PAIR = (
    "created_on pk_database_name pk_schema_name pk_table_name pk_column_name fk_database_name fk_schema_name"
    " fk_table_name fk_column_name key_sequence update_rule delete_rule fk_name pk_name deferrability rely comment"
)
_COLUMNS = {
    "OBJECTS": f"created_on {_PLACE} kind comment cluster_by rows bytes owner retention_time owner_role_type is_hybrid"
    " is_dynamic is_iceberg",
    "TABLES": f"created_on {_PLACE} kind comment cluster_by rows bytes owner retention_time automatic_clustering"
    " change_tracking search_optimization search_optimization_progress search_optimization_bytes is_external"
    " enable_schema_evolution owner_role_type is_event budget is_hybrid is_iceberg is_dynamic is_immutable",
    "VIEWS": "created_on name reserved database_name schema_name owner comment text is_secure is_materialized"
    " owner_role_type change_tracking",
    "SEQUENCES": f"{_PLACE} next_value interval created_on owner comment owner_role_type ordered",
    "COLUMNS": "table_name schema_name column_name data_type null? default kind expression comment database_name"
    " autoincrement schema_evolution_record",
    "PROCEDURES": "created_on name schema_name is_builtin is_aggregate is_ansi min_num_arguments max_num_arguments"
    " arguments description catalog_name is_table_function valid_for_clustering is_secure secrets"
    " external_access_integrations",
    "PRIMARY KEYS": _KEY,
    "UNIQUE KEYS": _KEY,
    "IMPORTED KEYS": _PAIR,
    "EXPORTED KEYS": _PAIR,
    "INDEXES": "created_on name is_unique columns included_columns table database_name schema_name owner"
    " owner_role_type",
}
_NUMBERS = frozenset(("rows", "bytes", "search_optimization_bytes", "next_value", "interval", "key_sequence"))


def _show(call: Call[ShowAbsent]) -> Result:
    """No row, where there is such a place."""
    asked = call.statement
    if asked.in_table is not None:
        raise DoesNotExistError("Table", str(asked.in_table.name))
    show.place(call, call.kind("STAGE"), asked.in_scope)
    return Result(tuple(_column(name) for name in _COLUMNS[asked.absent].split()))


def _column(name: str) -> ResultColumn:
    kind = "TIMESTAMP_LTZ" if name == "created_on" else "FIXED" if name in _NUMBERS else "TEXT"
    return ResultColumn(name, kind)


HANDLERS = registered(on(ShowAbsent, _show))
