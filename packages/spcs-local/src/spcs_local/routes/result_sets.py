"""The SQL API's result sets: all of a result is one partition.

https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses
"""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse

from spcs_local.model.query_result import Result
from spcs_local.routes.wire import cell, row_type

_TRUTH = {"1": "true", "0": "false"}


def result_set(result: Result, handle: str, *, nullable: bool = True, data_only: bool = False) -> JSONResponse:
    """What a statement came to; with `data_only` a partition without what is told of all of them."""
    data = [_row(result, row, nullable=nullable) for row in result.rows]
    if data_only:
        return JSONResponse({"data": data})
    partition = {"rowCount": len(data), "uncompressedSize": len(json.dumps(data))}
    told: dict[str, Any] = {
        "resultSetMetaData": {
            "numRows": len(data),
            "format": "jsonv2",
            "partitionInfo": [partition],
            "rowType": [row_type(column) for column in result.columns],
        },
        "data": data,
        "code": "090001",
        "statementHandle": handle,
        "statementStatusUrl": address(handle),
        "sqlState": "00000",
        "message": "Statement executed successfully.",
        "createdOn": int(handle.replace("-", "")[:12], 16),  # an id begins with the time
    }
    if result.parts:
        told["statementHandles"] = list(result.parts)
    link = ", ".join(f'<{address(handle)}?partition=0>;rel="{rel}"' for rel in ("first", "last"))
    return JSONResponse(told, headers={"Link": link})


def address(handle: str) -> str:
    """Where a statement's state is asked for."""
    return f"/api/v2/statements/{handle}"


def _row(result: Result, row: Any, *, nullable: bool) -> list[str | None]:
    cells = []
    for column, value in zip(result.columns, row, strict=True):
        text = cell(value, column.type)
        if text is not None and column.type == "BOOLEAN":
            text = _TRUTH.get(text, text)
        cells.append("null" if text is None and not nullable else text)
    return cells
