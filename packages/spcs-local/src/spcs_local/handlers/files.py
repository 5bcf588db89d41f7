"""PUT, GET, LIST and REMOVE: the drivers move the bytes, over one-use addresses of the account itself."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.patterns import fitting
from spcs_local.model.directories import FileMissingError
from spcs_local.model.identifiers import quote
from spcs_local.model.objects import StoredObject
from spcs_local.model.properties import boolean, integer, text
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.model.stage_files import StagedFile, parts_of, split_reference
from spcs_local.statements.rules.stages import Get, ListFiles, Put, RemoveFiles

_LIST = (ResultColumn("name"), ResultColumn("size", "FIXED"), ResultColumn("md5"), ResultColumn("last_modified"))
_REMOVE = (ResultColumn("name"), ResultColumn("result"))
_THRESHOLD = 209_715_200  # bytes from which drivers cut uploads into pieces; a presigned address takes one piece

_COMPRESSED = (".gz", ".bz2", ".br", ".zst", ".deflate", ".raw_deflate", ".xz", ".lz", ".parquet", ".orc")
# connector 5 sends these with OVERWRITE = FALSE, and only to an address that says it may
_SIGNED = "%3B".join(
    (
        "host",
        "x-goog-if-generation-match",
        *(f"x-goog-meta-{name}" for name in ("encryptiondata", "matdesc", "sfc-digest")),
    )
)


@dataclass(frozen=True)
class Location:
    """A place on a stage."""

    stage: StoredObject
    path: str

    @property
    def shown(self) -> str:
        """How LIST begins the names of its files."""
        return quote(self.stage.name).strip('"').lower()


def locate(context: Context, reference: str, *privileges: str) -> Location:
    """`@stage/path`, if who asks may do this there."""
    if reference.lstrip("'").startswith(("@~", "@%")):
        raise NotSupportedError("A user's or table's own stage")
    name, path = split_reference(reference)
    stage = context.find("STAGE", name)
    context.access.require(stage, *privileges)
    return Location(stage, "/".join(parts_of(path)))


def _put(call: Call[Put]) -> Result:
    options = call.statement.options
    local = _local_path(call.statement.file)
    place = locate(call, call.statement.stage, "WRITE")
    name = posixpath.basename(local)
    overwrite = boolean("OVERWRITE", options.get("OVERWRITE", "false"))
    compress = boolean("AUTO_COMPRESS", options.get("AUTO_COMPRESS", "true"))
    if compress and not name.lower().endswith(_COMPRESSED):
        name += ".gz"
    several = re.search(r"[*?]", name)
    if several:
        # drivers take the 400 of this address as the sign to ask again for each file
        url = f"{call.base_url}/transfer/each?X-Goog-SignedHeaders={_SIGNED}"
    else:
        target = posixpath.join(place.path, name) if place.path else name
        parts_of(target)
        url = _address(call, place.stage, target, write=True, keep=not overwrite)
    transfer = {
        "command": "UPLOAD",
        "src_locations": [local],
        "autoCompress": compress,
        "overwrite": overwrite,
        "sourceCompression": text("SOURCE_COMPRESSION", options.get("SOURCE_COMPRESSION", "auto_detect")).lower(),
        # of several files one after the other: side by side, drivers send one to the address of another
        "parallel": 1 if several else integer(1, 99)("PARALLEL", options.get("PARALLEL", 4)),
        **_stage_info(place, [url]),
    }
    return Result((), (), transfer)


def _get(call: Call[Get]) -> Result:
    options = call.statement.options
    place = locate(call, call.statement.stage, "READ")
    pattern = text("PATTERN", options["PATTERN"]) if "PATTERN" in options else None
    files = matching(call, place, pattern)
    if not files:
        raise FileMissingError(call.statement.stage)
    urls = [_address(call, place.stage, file.path, write=False) for file in files]
    transfer = {
        "command": "DOWNLOAD",
        "src_locations": [posixpath.basename(file.path) for file in files],
        "localLocation": _local_path(call.statement.file),
        "autoCompress": False,
        "overwrite": True,
        "sourceCompression": "none",
        "parallel": integer(1, 99)("PARALLEL", options.get("PARALLEL", 10)),
        **_stage_info(place, urls, []),
    }
    return Result((), (), transfer)


def _list(call: Call[ListFiles]) -> Result:
    place = locate(call, call.statement.stage, "READ")
    files = matching(call, place, call.statement.pattern)
    md5 = call.model.stages.md5
    rows = [
        [f"{place.shown}/{file.path}", file.size, md5(place.stage, file.path), formatdate(file.modified, usegmt=True)]
        for file in files
    ]
    return Result(_LIST, rows)


def _remove(call: Call[RemoveFiles]) -> Result:
    place = locate(call, call.statement.stage, "WRITE")
    rows = []
    for file in matching(call, place, call.statement.pattern):
        call.model.stages.remove(place.stage, file.path)
        rows.append([f"{place.shown}/{file.path}", "removed"])
    return Result(_REMOVE, rows)


def matching(context: Context, place: Location, pattern: str | None) -> list[StagedFile]:
    """Files at or below a path; a pattern is a regular expression over the whole path."""
    files = context.model.stages.list(place.stage, place.path)
    below = [f for f in files if not place.path or f.path == place.path or f.path.startswith(place.path + "/")]
    # Snowflake's paths are prefixes: `@stage/da` finds data/x as well
    found = below or files
    if pattern is None:
        return found
    fits = fitting(pattern, [file.path for file in found])
    return [file for file, wanted in zip(found, fits, strict=True) if wanted]


def _address(context: Context, stage: StoredObject, path: str, *, write: bool, keep: bool = False) -> str:
    secret = context.model.transfers.issue(stage.id, path, write=write, keep=keep)
    return f"{context.base_url}/transfer/{secret}/{_safe(posixpath.basename(path))}?X-Goog-SignedHeaders={_SIGNED}"


def _safe(name: str) -> str:
    """Some drivers read the file's name out of the address."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)


def _stage_info(place: Location, urls: list[str], material: list[str] | None = None) -> dict[str, Any]:
    return {
        "threshold": _THRESHOLD,
        "clientShowEncryptionParameter": False,
        # nothing is encrypted by the client: connector 4 wants null for uploads and a list for downloads
        "encryptionMaterial": material,
        "presignedUrls": urls,
        "stageInfo": {
            "locationType": "GCS",
            "location": f"stages/{place.stage.id}/{place.path}".rstrip("/") + "/",
            "path": "",
            "region": "local",
            "storageAccount": None,
            "isClientSideEncrypted": False,
            "creds": {},
            "presignedUrl": urls[0],
            "endPoint": None,
        },
    }


def _local_path(file: str) -> str:
    if not file.lower().startswith("file://"):
        raise SnowflakeError(1003, "42000", f"SQL compilation error:\nlocal file must begin with file://: '{file}'")
    return file[len("file://") :]


HANDLERS = registered(on(Put, _put), on(Get, _get), on(ListFiles, _list), on(RemoveFiles, _remove))
