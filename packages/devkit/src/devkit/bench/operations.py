"""The operations of the engine on a stack that are measured, in their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from devkit.bench import sameness, script
from devkit.bench.measurement import PULUMI, Measurement, Subject
from devkit.bench.rows import Row
from devkit.bench.statements import Log
from devkit.bench.workspace import Workspace, opened

WITHOUT_QUESTION = ("--yes", "--skip-preview")
CHANGED, CHANGE = "memory: ${memory_limit}", "memory: 7Gi"  # a limit in specs/milvus.yaml
Resources = list[dict[str, Any]]


def measure_script(delay: int, run: int) -> Measurement:
    """The guide's statements one after the other, on an account of its own."""
    with opened("guide", delay) as workspace:
        subject = Subject("guide", delay, PULUMI, run)
        return subject.measure(workspace, "script", lambda: script.run(workspace))


class Life:
    """A stack from nothing to nothing, on an account of its own. `made` are its resources once it is up, `changed` once
    a line was, and `objects` what the account has got of it; nothing before."""

    def __init__(self, row: Row, delay: int, run: int) -> None:
        self._row, self._delay, self._run = row, delay, run
        self.made: Resources = []
        self.changed: Resources = []
        self.objects: set[str] = set()

    def measured(self) -> Iterator[Measurement]:
        row, subject = self._row, Subject(self._row.name, self._delay, PULUMI, self._run)
        with opened(row.source, self._delay, settings=row.settings, cluster=row.is_cluster) as workspace:
            for operation, work in self._operations(workspace):
                yield subject.measure(workspace, operation, work, lambda: len(_objects(_resources(workspace))))

    def _operations(self, workspace: Workspace) -> Iterator[tuple[str, Callable[[], object]]]:
        variables = self._row.variables
        yield "up", _engine(workspace, variables, "up", *WITHOUT_QUESTION)
        self.made, self.objects = _resources(workspace), sameness.made(Log(workspace.catalog).since(0))
        yield "second up", _engine(workspace, variables, "up", *WITHOUT_QUESTION)
        yield "preview", _engine(workspace, variables, "preview")
        if self._row.changes:
            yield "refresh", _engine(workspace, variables, "refresh", *WITHOUT_QUESTION)
            _change(workspace.directory / "specs" / "milvus.yaml")
            yield "preview of a line", _engine(workspace, variables, "preview")
            yield "update", _engine(workspace, variables, "up", *WITHOUT_QUESTION)
            self.changed = _resources(workspace)
        yield "destroy", _engine(workspace, variables, "destroy", *WITHOUT_QUESTION)


def _engine(workspace: Workspace, variables: Mapping[str, str], *arguments: str) -> Callable[[], object]:
    return lambda: workspace.pulumi(*arguments, **variables)


def _change(specification: Path) -> None:
    text = specification.read_text(encoding="utf-8")
    if CHANGED not in text:
        raise ValueError(f"{specification} has no {CHANGED!r} to change")
    specification.write_text(text.replace(CHANGED, CHANGE), encoding="utf-8")


def _resources(workspace: Workspace) -> Resources:
    state = json.loads(workspace.pulumi("stack", "export"))
    return list(state["deployment"].get("resources", ()))


def _objects(resources: Resources) -> Resources:
    """What the stack has of snowflake's types, and its rolls."""
    return [it for it in resources if it["type"].startswith("snowflake:") or it["type"].endswith(":Rollout")]
