"""`make doctor`: which of each is in use, and whether it is the real one or a stand-in."""

import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devkit import docker_api, docker_daemon, engine, launchers, plugins, registry_binary, virtualenv
from devkit.context import Context
from devkit.errors import ToolchainError

ANSWER_SECONDS = 10
UNKNOWN = "unknown"
VERSION = re.compile(r"(?:^|\s)v?(\d+\.\d+\.\d+\S*)$")


@dataclass(frozen=True)
class Finding:
    part: str
    kind: str
    version: str
    place: str


MISSING = ("missing", "", "make up obtains it")


def doctor(context: Context) -> int:
    """Print the table; ends 1 where something is missing."""
    found = list(findings(context))
    widths = [max(len(row[column]) for row in map(_row, found)) for column in range(3)]
    for finding in found:
        row = _row(finding)
        context.console.show("  ".join([*(row[at].ljust(widths[at]) for at in range(3)), row[3]]))
    return 1 if any(it.kind == MISSING[0] for it in found) else 0


def _row(finding: Finding) -> tuple[str, str, str, str]:
    return finding.part, finding.kind, finding.version, finding.place


def findings(context: Context) -> Iterator[Finding]:
    yield Finding("Python", "real", platform.python_version(), sys.executable)
    yield _environment(context)
    yield from _engine(context)
    for name, version in context.versions.plugins.items():
        yield _plugin(context, name, version)
    yield _docker(context)
    yield _registry(context)


def _environment(context: Context) -> Finding:
    stamp = context.paths.venv / virtualenv.STAMP
    if not stamp.exists():
        return Finding("environment", *MISSING)
    current = stamp.read_text() == virtualenv.fingerprint(context.paths)
    return Finding("environment", "real" if current else "outdated", "", str(context.paths.venv))


def _engine(context: Context) -> Iterator[Finding]:
    found = engine.find(context.paths, context.versions.engine)
    if found is None:
        yield Finding("engine", *MISSING)
        return
    yield Finding("engine", "real", _version(found.command, "version"), str(found.command))
    for part, name in (("language host", engine.LANGUAGE_HOST), ("dynamic providers", engine.DYNAMIC_PROVIDER)):
        command = found.bundled(name) or context.paths.engine(context.versions.engine) / name
        yield (
            Finding(part, _kind(command), context.versions.engine, str(command))
            if command.exists()
            else Finding(part, *MISSING)
        )


def _plugin(context: Context, name: str, version: str) -> Finding:
    found = plugins.find(context.paths, name, version)
    if found is None:
        return Finding(f"{name} plugin", *MISSING)
    said = _version(found.command, "--version") if found.on_path else version
    return Finding(f"{name} plugin", _kind(found.command), said, str(found.command))


def _docker(context: Context) -> Finding:
    try:
        version = docker_api.version()
    except ToolchainError as error:
        return Finding("docker", "missing", "", str(error))
    if version is None:
        return Finding("docker", "missing", "", "no daemon answers; make up starts one")
    ours = docker_daemon.Record.read(context.paths)
    return Finding("docker", "real", version, docker_api.host() + (f", started by set-up ({ours.pid})" if ours else ""))


def _registry(context: Context) -> Finding:
    found = registry_binary.find(context.paths)
    if found is None:
        return Finding("registry", *MISSING)
    return Finding("registry", "real", _version(found, "--version"), str(found))


def _kind(command: Path) -> str:
    return "stand-in" if launchers.is_stand_in(command) else "real"


def _version(command: Path, *arguments: str) -> str:
    """The version that the first line of its answer ends with. Some plugins know no such option: theirs is unknown."""
    try:
        done = subprocess.run(
            [command, *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=ANSWER_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    first = (done.stdout or done.stderr).strip().partition("\n")[0]
    found = VERSION.search(first)
    return found[1] if done.returncode == 0 and found else UNKNOWN
