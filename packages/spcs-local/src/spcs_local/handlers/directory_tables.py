"""ALTER STAGE … REFRESH: a directory table takes up what has changed on its stage.

https://docs.snowflake.com/en/sql-reference/sql/alter-stage
"""

from __future__ import annotations

import posixpath

from spcs_local.errors import SnowflakeError
from spcs_local.handlers import object_lifecycle
from spcs_local.handlers.call import Call, on, registered
from spcs_local.kinds.stages import directory_enabled
from spcs_local.model.objects import StoredObject
from spcs_local.model.query_result import Result, ResultColumn, status
from spcs_local.model.stage_files import parts_of
from spcs_local.statements.rules.stages import RefreshDirectoryTable

_COLUMNS = (ResultColumn("file"), ResultColumn("status"), ResultColumn("description"))
_DONE = {
    "REGISTERED_NEW": "File registered successfully.",
    "REGISTERED_UPDATE": "File metadata refreshed successfully.",
    "UNREGISTERED": "File unregistered successfully.",
}
_KNOWN = "registered"  # beside a stage's properties: time of change by path


class NoDirectoryTableError(SnowflakeError):
    """REFRESH of a stage without one. No public source has number and sentence."""

    def __init__(self, stage: str) -> None:
        super().__init__(2003, "02000", f"SQL compilation error:\nStage '{stage}' does not have a directory table.")


def _refresh(call: Call[RefreshDirectoryTable]) -> Result:
    if call.statement.kind != "STAGE":
        raise call.unexpected("REFRESH")
    with call.model.catalog.transaction():
        found = object_lifecycle.find_or_skip(call, "STAGE")
        if found is None:
            return status(object_lifecycle.DONE)
        call.access.require(found, "WRITE")
        if not directory_enabled(found):
            raise NoDirectoryTableError(found.shown)
        below = "/".join(parts_of(call.statement.subpath or ""))
        return Result(_COLUMNS, [[path, done, _DONE[done]] for path, done in _taken_up(call, found, below)])


def _taken_up(call: Call[RefreshDirectoryTable], found: StoredObject, below: str) -> list[tuple[str, str]]:
    known: dict[str, float] = found.properties.get(_KNOWN) or {}
    now = {file.path: file.modified for file in call.model.stages.list(found, below)}
    before = {path: modified for path, modified in known.items() if path.startswith(below)}
    done = [
        (posixpath.relpath(path, below) if below else path, "REGISTERED_UPDATE" if path in before else "REGISTERED_NEW")
        for path, modified in now.items()
        if before.get(path) != modified
    ]
    done += [(path, "UNREGISTERED") for path in before.keys() - now.keys()]
    kept = {path: modified for path, modified in known.items() if path not in before}
    call.model.objects.change(found, {_KNOWN: kept | now})
    return sorted(done)


HANDLERS = registered(on(RefreshDirectoryTable, _refresh))
