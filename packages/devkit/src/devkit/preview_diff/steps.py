"""The engine's `preview --json` as the resources of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devkit.preview_diff import losses, policies, values
from devkit.preview_diff.engine import VIOLATIONS, said
from devkit.pull_request.report import OPERATIONS, SECRET, Change, Resource

_DYNAMIC = "pulumi-python:dynamic"
_GUARDS = (f"{_DYNAMIC}/data_guard:DataGuard", f"{_DYNAMIC}/data_guard:DestroyGuard")
_EXTRA_GRANTS = f"{_DYNAMIC}/extra_grants:ExtraGrants"
# steps that belong to a replacement, which is a step of its own as well
_PARTS = {"create-replacement", "delete-replaced", "discard-replaced"}
_NO_RESOURCES = ("pulumi:pulumi:Stack",)


@dataclass(frozen=True)
class Previewed:
    """What the engine says of one run: `refusal` is empty where it would go through. `violations` are of policies that
    refuse it, `warnings` of others."""

    resources: tuple[Resource, ...]
    unchanged: int
    refusal: str
    violations: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read(preview: Mapping[str, Any], *, guards: bool = True) -> Previewed:
    """Without guards, what those change that keep data is left out: of a run for which protection was lifted."""
    steps = [it for it in preview.get("steps") or () if _is_shown(it, guards=guards)]
    before = [(_kind(it), _inputs(it, "oldState")) for it in preview.get("steps") or ()]
    rolled = losses.volumes(before)
    return Previewed(
        tuple(_resource(it, rolled) for it in steps if it["op"] in OPERATIONS and not _follows(it)),
        sum(it["op"] == "same" or _follows(it) for it in steps),
        said(preview.get("diagnostics") or ()),
        *(policies.violations(preview.get(VIOLATIONS) or (), refusing=it) for it in (True, False)),
    )


def _is_shown(step: Mapping[str, Any], *, guards: bool) -> bool:
    kind = _kind(step)
    return kind not in _NO_RESOURCES and step["op"] not in _PARTS and (guards or kind not in _GUARDS)


def _follows(step: Mapping[str, Any]) -> bool:
    """Notes what the stack grants, which the grants themselves show: nothing is revoked by it."""
    if (step["op"], _kind(step)) != ("update", _EXTRA_GRANTS) or _revocations(step):
        return False
    found = values.changes(_inputs(step, "oldState"), _inputs(step, "newState"))
    return all(it.path.split(".")[0] == "expected" for it in found)


def _resource(step: Mapping[str, Any], rolled: Mapping[tuple[str, ...], losses.Volumes]) -> Resource:
    operation, kind = step["op"], _kind(step)
    old, new = _inputs(step, "oldState"), _inputs(step, "newState")
    found = values.changes(old, {} if operation == "delete" else new)
    return Resource(
        operation=operation,
        kind=_called(kind),
        name=step["urn"].rpartition("::")[2],
        changes=(*found, *_secret_changes(step, found, old), *_revocations(step)),
        because=tuple(step.get("replaceReasons") or ()),
        lost=losses.of(kind, old, rolled) if operation in ("delete", "replace") else "",
    )


def _secret_changes(step: Mapping[str, Any], found: tuple[Change, ...], old: Mapping[str, Any]) -> list[Change]:
    """What the engine knows to differ and does not show."""
    paths = [it for it in step.get("detailedDiff") or () if values.text(old.get(it)) == SECRET]
    return [Change(it, SECRET, SECRET) for it in paths if it not in {change.path for change in found}]


def _revocations(step: Mapping[str, Any]) -> list[Change]:
    """Of what roles have beside the stack's grants: an output, as a refresh found it."""
    if (step["op"], _kind(step)) != ("update", _EXTRA_GRANTS):
        return []
    extra = (step["oldState"].get("outputs") or {}).get("extra") or {}
    return [Change(f"extra.{role}", values.text(extra[role]), None) for role in sorted(extra)]


def _kind(step: Mapping[str, Any]) -> str:
    return str((step.get("newState") or step.get("oldState") or {}).get("type", ""))


def _called(kind: str) -> str:
    """As a person says it: snowflake:Service, Rollout."""
    package, name = kind.partition(":")[0], kind.rpartition(":")[2]
    return name if kind.startswith(_DYNAMIC) else f"{package}:{name}"


def _inputs(step: Mapping[str, Any], state: str) -> Mapping[str, Any]:
    return (step.get(state) or {}).get("inputs") or {}
