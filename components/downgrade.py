"""An older Milvus on the files of a later one, which it does not read: refused before it gets to write to them.

https://github.com/milvus-io/milvus/issues/33242
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.milvus_versions import parsed


class DowngradeError(Exception):
    """An older Milvus on the files of a later one."""


def refuse_older(subject: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> None:
    """Raise DowngradeError unless `version` is none of before, or the volumes begin anew, with other snapshots'
    content: `initial`."""
    before, wanted = (parsed(str(it.get("version") or "")) for it in (olds, news))
    if before is None or wanted is None or wanted >= before or _begins_anew(olds, news):
        return
    raise DowngradeError(
        f"{subject} has run Milvus {olds['version']}, and would run {news['version']}, which does not read what a "
        "later one has written. To do: undo the change; or make the service anew, with the content of a backup that "
        "the older one has taken (docs/backup.md, “Back to an older Milvus”)"
    )


def _begins_anew(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """The order of snapshots means nothing."""
    return bool(news["initial"]) and set(olds["initial"]) != set(news["initial"])
