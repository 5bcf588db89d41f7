"""How answers look on the wire: Snowflake's JSON envelope and result sets."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from starlette.responses import JSONResponse

from spcs_local.errors import SnowflakeError
from spcs_local.model.account_model import AccountModel
from spcs_local.model.parameter_table import BY_NAME
from spcs_local.model.parameters import for_clients, in_force, session_levels
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.session import Session
from spcs_local.model.typed import Typed
from spcs_local.routes.arrow import NoArrowError, encoded
from spcs_local.statements.types import StatementType

IN_PROGRESS = "Asynchronous execution in progress. Use provided query id to perform query monitoring and management."
# the client that takes Arrow's format, and the parameter by which it is asked not to
_CONNECTOR, _FORMAT = "PythonConnector", "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT"
# length in characters, length in bytes, precision, scale
_TYPES: dict[str, tuple[int | None, int | None, int | None, int | None]] = {
    "TEXT": (16777216, 16777216, None, None),
    "FIXED": (None, None, 38, 0),
    "REAL": (None, None, None, None),
    "BOOLEAN": (None, None, None, None),
    "BINARY": (8388608, 8388608, None, None),
    "DATE": (None, None, None, None),
    "TIME": (None, None, 0, 9),
    "TIMESTAMP_LTZ": (None, None, 0, 3),
    "TIMESTAMP_NTZ": (None, None, 0, 9),
    "TIMESTAMP_TZ": (None, None, 0, 9),
    "VARIANT": (None, None, None, None),
}


def success(data: Any) -> JSONResponse:
    """The envelope of what worked."""
    return JSONResponse({"data": data, "code": None, "message": None, "success": True})


def failure(error: SnowflakeError, query_id: str | None = None) -> JSONResponse:
    """The envelope of what did not: still HTTP 200."""
    data = {
        "internalError": False,
        "unredactedFromSecureObject": False,
        "errorCode": error.code,
        "sqlState": error.sqlstate,
        "queryId": query_id,
    }
    if query_id is not None:
        data |= {"line": -1, "pos": -1, "type": "COMPILATION"}
    return JSONResponse({"data": data, "code": error.code, "message": error.message, "success": False, "headers": None})


def result_data(result: Result, session: Session, query_id: str, model: AccountModel) -> dict[str, Any]:
    """The data of an answered query."""
    data: dict[str, Any] = {
        "parameters": for_clients(model.objects, session),
        "queryId": query_id,
        "finalDatabaseName": session.database,
        "finalSchemaName": session.schema,
        "finalWarehouseName": session.warehouse,
        "finalRoleName": model.identity.role_of(session),
        "databaseProvider": None,
        "numberOfBinds": 0,
        "arrayBindSupported": False,
        "version": 1,
        "sqlState": None,
        "sendResultTime": 0,
        "queryResultFormat": "json",
        "organization": model.settings.organization,
    }
    if result.transfer is not None:
        return data | result.transfer | {"statementTypeId": 1536, "operation": "Node"}
    rows = [[cell(value, c.type) for value, c in zip(row, result.columns, strict=True)] for row in result.rows]
    types = [row_type(c) for c in result.columns]
    told = {"rowtype": types, "total": len(rows), "returned": len(rows), "statementTypeId": result.statement_type}
    if result.statement_type == StatementType.SELECT and _takes_arrow(session, model):
        with suppress(NoArrowError):
            return data | told | {"rowsetBase64": encoded(result, rows, types), "queryResultFormat": "arrow"}
    return data | told | {"rowset": rows}


def _takes_arrow(session: Session, model: AccountModel) -> bool:
    if session.client != _CONNECTOR:
        return False
    return str(in_force(BY_NAME[_FORMAT], session_levels(model.objects, session))[0]).upper() == "ARROW"


def row_type(column: ResultColumn) -> dict[str, Any]:
    """What is told of a column."""
    length, byte_length, precision, scale = _TYPES[column.type]
    return {
        "name": column.name,
        "database": "",
        "schema": "",
        "table": "",
        "nullable": True,
        "collation": None,
        "type": column.type.lower(),
        "length": length,
        "byteLength": byte_length,
        "precision": precision,
        "scale": scale if column.scale is None else column.scale,
    }


def cell(value: Any, kind: str) -> str | None:
    """A value of a type as drivers read it."""
    if isinstance(value, Typed):
        return value.value
    if value is None:
        return None
    if kind == "TIMESTAMP_LTZ":
        return f"{float(value):.3f}"
    if kind == "BOOLEAN":
        return "1" if value else "0"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
