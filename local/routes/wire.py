"""How answers look on the wire: Snowflake's JSON envelope and result sets."""

from __future__ import annotations

import json
import zlib
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.errors import SnowflakeError
from local.model.result import Result
from local.model.session import Session
from local.settings import Settings

MOST_BODY = 64 * 1024 * 1024

_TYPES: dict[str, dict[str, Any]] = {
    "TEXT": {"type": "text", "length": 16777216, "byteLength": 16777216, "precision": None, "scale": None},
    "FIXED": {"type": "fixed", "length": None, "byteLength": None, "precision": 38, "scale": 0},
    "REAL": {"type": "real", "length": None, "byteLength": None, "precision": None, "scale": None},
    "BOOLEAN": {"type": "boolean", "length": None, "byteLength": None, "precision": None, "scale": None},
    "TIMESTAMP_LTZ": {"type": "timestamp_ltz", "length": None, "byteLength": None, "precision": 0, "scale": 3},
    "VARIANT": {"type": "variant", "length": None, "byteLength": None, "precision": None, "scale": None},
}


class BadRequestError(Exception):
    """A body that is no request."""


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request, gzip or not, within bounds."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BODY:
            raise BadRequestError("the body is larger than 64 MB")
    data = bytes(raw)
    try:
        if request.headers.get("content-encoding") == "gzip" or data[:2] == b"\x1f\x8b":
            data = _gunzip(data)
        parsed = json.loads(data) if data else {}
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise BadRequestError(f"the body is not JSON: {error}") from None
    if not isinstance(parsed, dict):
        raise BadRequestError("the body is not a JSON object")
    return parsed


def _gunzip(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    unpacked = unpacker.decompress(data, MOST_BODY)
    if unpacker.unconsumed_tail:
        raise BadRequestError("the body is larger than 64 MB")
    return unpacked


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


def result_data(result: Result, session: Session, query_id: str, settings: Settings) -> dict[str, Any]:
    """The data of an answered query."""
    data: dict[str, Any] = {
        "parameters": [],
        "queryId": query_id,
        "finalDatabaseName": session.database,
        "finalSchemaName": session.schema,
        "finalWarehouseName": session.warehouse,
        "finalRoleName": session.role,
        "databaseProvider": None,
        "numberOfBinds": 0,
        "arrayBindSupported": False,
        "version": 1,
        "sqlState": None,
        "sendResultTime": 0,
        "queryResultFormat": "json",
        "organization": settings.organization,
    }
    if result.transfer is not None:
        return data | result.transfer | {"statementTypeId": 1536, "operation": "Node"}
    rows = [[_cell(value, c.type) for value, c in zip(row, result.columns, strict=True)] for row in result.rows]
    return data | {
        "rowtype": [_column(c.name, c.type) for c in result.columns],
        "rowset": rows,
        "total": len(rows),
        "returned": len(rows),
        "statementTypeId": 4096 if result.is_query else 24576,
    }


def _column(name: str, kind: str) -> dict[str, Any]:
    return {
        "name": name,
        "database": "",
        "schema": "",
        "table": "",
        "nullable": True,
        "collation": None,
        **_TYPES[kind],
    }


def _cell(value: Any, kind: str) -> str | None:
    if value is None:
        return None
    if kind == "TIMESTAMP_LTZ":
        return f"{float(value):.3f}"
    if kind == "BOOLEAN":
        return "1" if value else "0"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
