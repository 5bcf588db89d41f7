"""Properties of resources as the engine writes them, as text; and what differs between two sets of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from devkit.pull_request.report import SECRET, UNKNOWN, Change

# https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go: what is unknown, by kind
_UNKNOWN = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
_SIGNATURE, _IS_SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
_ABSENT = object()


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """By their paths, in order. What is the engine's own, or the provider's code, is left out."""
    return tuple(_changes("", old, new))


def _changes(path: str, old: Any, new: Any) -> Iterator[Change]:
    if _is_plain(old) and _is_plain(new):
        for name in sorted({*old, *new}):
            if not name.startswith("__"):
                yield from _changes(f"{path}.{name}" if path else name, old.get(name, _ABSENT), new.get(name, _ABSENT))
    elif text(old) != text(new):
        yield Change(path, text(old), text(new))


def _is_plain(value: Any) -> bool:
    return isinstance(value, Mapping) and _SIGNATURE not in value


def text(value: Any) -> str | None:
    """None for what is absent; a text as it is, anything else as JSON."""
    if value is _ABSENT or value is None:
        return None
    if isinstance(value, str):
        return UNKNOWN if value in _UNKNOWN else value
    readable = _readable(value)
    return SECRET if readable == SECRET else json.dumps(readable, ensure_ascii=False, sort_keys=True)


def _readable(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value.get(_SIGNATURE) == _IS_SECRET:
            return SECRET
        return {name: _readable(it) for name, it in value.items() if not name.startswith("__")}
    if isinstance(value, list):
        return [_readable(it) for it in value]
    return UNKNOWN if isinstance(value, str) and value in _UNKNOWN else value
