"""A preview as data. It may come from what a pull request runs, so nothing of it is trusted but its shape."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE, TEXT = "report.json", "preview.md"
LIMIT = 50_000_000  # bytes
OPERATIONS = ("replace", "delete", "update", "create")
# what the account decides when it is made: the engine's own words for it would be a UUID
UNKNOWN = "(known after up)"
SECRET = "[secret]"  # noqa: S105 - what stands for one
BASE, HEAD = "base", "head"
# of a request against its base, of a commit against an account, of an account against what was deployed
CHANGE, DEPLOYMENT, DRIFT = KINDS = ("change", "deployment", "drift")


class ReportError(ValueError):
    """A file that is no report of a preview."""


@dataclass(frozen=True)
class Change:
    """A property by its path, as text; None where it is absent."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Resource:
    """What happens to one. `because` are the properties that force a replacement, `lost` what goes with it."""

    operation: str
    kind: str
    name: str
    changes: tuple[Change, ...] = ()
    because: tuple[str, ...] = ()
    lost: str = ""


@dataclass(frozen=True)
class Report:
    """What a change does to a stack that the base has made; of another kind than CHANGE there is no base.

    `refusal` is why a run would go no further, of `refused`: the base or the head. `violations` are what policies
    refuse. `lifted` says that the resources are those of a second preview, for which protection was lifted.
    """

    stack: str
    base: str
    head: str
    resources: tuple[Resource, ...] = ()
    unchanged: int = 0
    refusal: str = ""
    refused: str = HEAD
    lifted: bool = False
    notes: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()
    kind: str = CHANGE

    @property
    def is_anything(self) -> bool:
        """Whether something would happen, or be refused."""
        return bool(self.resources or self.refusal or self.violations)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1) + "\n"


def load(directory: Path) -> Report:
    """The one that lies there. Raises ReportError."""
    file = directory / FILE
    try:
        if file.stat().st_size > LIMIT:
            raise ReportError("the report is too long")
        return read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ReportError(f"there is no {FILE}, or it is no text") from None


def write(directory: Path, report: Report, text: str) -> None:
    """Both as data and as Markdown."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / FILE).write_text(report.to_json(), encoding="utf-8")
    (directory / TEXT).write_text(text, encoding="utf-8")


def read(text: str) -> Report:
    """Raises ReportError for anything but a report."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ReportError("the report is no JSON") from None
    given = _mapping(found)
    # of a request whose program is older, there is no kind
    refused, kind = _text(given, "refused"), _text({"kind": CHANGE, **given}, "kind")
    if refused not in (BASE, HEAD):
        raise ReportError(f"refused is neither {BASE} nor {HEAD}")
    if kind not in KINDS:
        raise ReportError(f"kind is none of {', '.join(KINDS)}")
    unchanged, lifted = given.get("unchanged"), given.get("lifted")
    if not isinstance(unchanged, int) or not isinstance(lifted, bool):
        raise ReportError("unchanged is no number, or lifted no truth")
    return Report(
        stack=_text(given, "stack"),
        base=_text(given, "base"),
        head=_text(given, "head"),
        resources=tuple(_resource(_mapping(it)) for it in _list(given, "resources")),
        unchanged=unchanged,
        refusal=_text(given, "refusal"),
        refused=refused,
        lifted=lifted,
        notes=_texts(given, "notes"),
        # of a request whose program is older, there are none
        violations=_texts({"violations": [], **given}, "violations"),
        kind=kind,
    )


def _resource(given: Mapping[str, Any]) -> Resource:
    operation = _text(given, "operation")
    if operation not in OPERATIONS:
        raise ReportError(f"a resource's operation is none of {', '.join(OPERATIONS)}")
    return Resource(
        operation=operation,
        kind=_text(given, "kind"),
        name=_text(given, "name"),
        changes=tuple(_change(_mapping(it)) for it in _list(given, "changes")),
        because=_texts(given, "because"),
        lost=_text(given, "lost"),
    )


def _change(given: Mapping[str, Any]) -> Change:
    return Change(_text(given, "path"), *(None if given.get(it) is None else _text(given, it) for it in ("old", "new")))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ReportError("a part of the report is no object")
    return value


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    value = given.get(name)
    if not isinstance(value, list):
        raise ReportError(f"{name} is no list")
    return value


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = _list(given, name)
    if not all(isinstance(it, str) for it in values):
        raise ReportError(f"{name} has something that is no text")
    return tuple(values)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise ReportError(f"{name} is no text")
    return value
