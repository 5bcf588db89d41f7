"""COPY FILES from stage to stage. https://docs.snowflake.com/en/sql-reference/sql/copy-files"""

from __future__ import annotations

import posixpath

from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.files import Location, locate, matching
from spcs_local.model.directories import FileMissingError
from spcs_local.model.properties import boolean, strings
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.stage_files import StagedFile
from spcs_local.statements.rules.stages import CopyFiles


def _copy(call: Call[CopyFiles]) -> Result:
    asked = call.statement
    source, target = locate(call, asked.stage, "READ"), locate(call, asked.copy_target, "WRITE")
    copied = [_written(call, source, target, file) for file in _chosen(call, source)]
    if asked.detailed_output is None or boolean("DETAILED_OUTPUT", asked.detailed_output):
        return Result((ResultColumn("file"),), [[path] for path in copied])
    return Result((ResultColumn("total_files", "FIXED"),), [[len(copied)]])


def _chosen(call: Call[CopyFiles], source: Location) -> list[StagedFile]:
    found = matching(call, source, call.statement.pattern)
    if call.statement.copied_files is None:
        return found
    known = {file.path: file for file in found}
    wanted = [posixpath.join(source.path, name) for name in strings("FILES", call.statement.copied_files)]
    for path in wanted:
        if path not in known:
            raise FileMissingError(path)
    return [known[path] for path in wanted]


def _written(context: Context, source: Location, target: Location, file: StagedFile) -> str:
    """Write one file under the target, by its path below the source; its new path."""
    below = file.path if not source.path else posixpath.relpath(file.path, source.path)
    if below == "." or below.startswith("../"):
        below = posixpath.basename(file.path)
    path = posixpath.join(target.path, below)
    context.model.stages.copy(source.stage, file.path, target.stage, path)
    return path


HANDLERS = registered(on(CopyFiles, _copy))
