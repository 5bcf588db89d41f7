"""How answers look on the wire: Snowflake's JSON envelope and result sets."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from spcs_local.errors import SnowflakeError
from spcs_local.model.account_model import AccountModel
from spcs_local.model.parameters import for_clients
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.session import Session
from spcs_local.model.typed import Typed

MOST_BODY = 16 * 1024 * 1024
# a body has to be there whole by then, however slowly its client sends
BODY_SECONDS = 60.0
_SMALL = 64 * 1024
_JSON = "application/json"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

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


class BadRequestError(Exception):
    """A body that is no request."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request, gzip or not, within bounds.

    It has to say that it is JSON: pages of elsewhere can send other types of body without being asked for leave first.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            data = await _read(request)
    except TimeoutError:
        raise BadRequestError(f"the body did not arrive within {BODY_SECONDS:.0f} seconds", 408) from None
    if data:
        _check_type(request.headers.get("content-type", ""))
    packed = request.headers.get("content-encoding") == "gzip" or data[:2] == b"\x1f\x8b"
    if len(data) < _SMALL and not packed:
        return _parsed(data)
    # others need not wait for a large one
    return await run_in_threadpool(lambda: _parsed(_gunzip(data) if packed else data))


async def chunks_of(request: Request) -> AsyncIterator[bytes]:
    """A body of any length; a client that stops sending is told so."""
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise BadRequestError(f"nothing arrived for {BODY_SECONDS:.0f} seconds", 408) from None
        if chunk is None:
            return
        yield chunk


async def _read(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BODY:
            raise _too_large()
    return bytes(raw)


def _check_type(content_type: str) -> None:
    given = content_type.partition(";")[0].strip().lower()
    if given != _JSON:
        raise BadRequestError(f"the body is of type '{given}'; expected {_JSON}", 415)


def _gunzip(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        unpacked = unpacker.decompress(data, MOST_BODY)
    except zlib.error as error:
        raise BadRequestError(f"the body is no gzip: {error}") from None
    if unpacker.unconsumed_tail:
        raise _too_large()
    if not unpacker.eof:
        raise BadRequestError("the body's gzip ends early")
    return unpacked


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode()  # json.loads would let half a character pass
        parsed = json.loads(text, parse_constant=_no_number) if text else {}
        if _SURROGATE.search(text):
            json.dumps(parsed, ensure_ascii=False).encode()
    except RecursionError:
        raise BadRequestError("the body is nested too deep") from None
    except ValueError as error:
        raise BadRequestError(f"the body is not JSON: {error}") from None
    return mapping(parsed, "the body")


def mapping(value: Any, what: str) -> dict[str, Any]:
    """A JSON object; nothing stands for an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequestError(f"{what} is not a JSON object")
    return value


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _too_large() -> BadRequestError:
    return BadRequestError(f"the body is larger than {MOST_BODY // 2**20} MB", 413)


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
        "finalRoleName": session.role,
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
    return data | {
        "rowtype": [row_type(c) for c in result.columns],
        "rowset": rows,
        "total": len(rows),
        "returned": len(rows),
        "statementTypeId": result.statement_type,
    }


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
