"""COPY FILES from stage to stage. https://docs.snowflake.com/en/sql-reference/sql/copy-files"""

from __future__ import annotations

import posixpath

from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.files import Location, locate, matching
from spcs_local.model.directories import FileMissingError
from spcs_local.model.properties import boolean, strings
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.stage_files import StagedFile


def _copy(call: Call) -> Result:
    source, target = locate(call, call.args["stage"], "READ"), locate(call, call.args["copy_target"], "WRITE")
    copied = [_written(call, source, target, file) for file in _chosen(call, source)]
    if boolean("DETAILED_OUTPUT", call.args.get("detailed_output", "true")):
        return Result((ResultColumn("file"),), [[path] for path in copied])
    return Result((ResultColumn("total_files", "FIXED"),), [[len(copied)]])


def _chosen(call: Call, source: Location) -> list[StagedFile]:
    found = matching(call, source, call.args.get("pattern"))
    if "copied_files" not in call.args:
        return found
    known = {file.path: file for file in found}
    wanted = [posixpath.join(source.path, name) for name in strings("FILES", call.args["copied_files"])]
    for path in wanted:
        if path not in known:
            raise FileMissingError(path)
    return [known[path] for path in wanted]


def _written(call: Call, source: Location, target: Location, file: StagedFile) -> str:
    """Write one file under the target, by its path below the source; its new path."""
    below = file.path if not source.path else posixpath.relpath(file.path, source.path)
    if below == "." or below.startswith("../"):
        below = posixpath.basename(file.path)
    path = posixpath.join(target.path, below)
    call.model.stages.copy(source.stage, file.path, target.stage, path)
    return path


HANDLERS: dict[str, Handler] = {"copy_files": _copy}
