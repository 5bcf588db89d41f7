"""The reference OCI registry: on PATH, else Debian's package unpacked, else built from its Go module."""

import shutil
from pathlib import Path

from devkit import apt, files, go
from devkit.console import Step
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths

NAMES = ("docker-registry", "registry")
PACKAGE = "docker-registry"
MODULE = "github.com/distribution/distribution/v3/cmd/registry@v3.0.0"
GO_VERSION = (1, 23)


def find(paths: Paths) -> Path | None:
    """The binary that is there already; PATH comes first."""
    on_path = (shutil.which(name) for name in NAMES)
    own = [paths.cache / "registry" / "usr" / "bin" / PACKAGE, paths.cache / "registry" / "bin" / "registry"]
    found = [Path(path) for path in on_path if path] + [path for path in own if path.exists()]
    return found[0] if found else None


def ensure(context: Context) -> Path:
    """The binary, obtained where it is missing. Debian's package is unpacked: installed, it would start a service."""
    step = context.step("registry")
    lock = context.paths.cache / "registry.lock"
    with files.locked(lock, lambda: step.say("waiting for another set-up that obtains it")):
        found = find(context.paths)
        if found is None:
            _unpack_package(context, step) or _build(context, step)
            found = find(context.paths)
    if found is None:
        raise ToolchainError(f"registry: {context.paths.cache / 'registry'} holds no registry after set-up")
    return found


def _unpack_package(context: Context, step: Step) -> bool:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    with files.work_directory(context.paths.cache, "registry") as work:
        try:
            package = apt.download(context, PACKAGE, work)
        except ToolchainError as error:
            step.say(str(error))
            return False
        unpack = ["dpkg-deb", "--extract", str(package), str(work / "content")]
        context.processes.run(step, "unpacking it into the cache", unpack)
        files.replace_directory(work / "content", context.paths.cache / "registry")
    return True


def _build(context: Context, step: Step) -> bool:
    compiler = go.ensure(context, step, GO_VERSION)
    with files.work_directory(context.paths.cache, "registry") as work:
        environment = {**go.environment(work), "GOBIN": str(work / "content" / "bin"), "CGO_ENABLED": "0"}
        command = [str(compiler), "install", "-v", "-ldflags=-s -w", MODULE]
        context.processes.run(step, f"building {MODULE}", command, environment=environment, directory=work)
        files.replace_directory(work / "content", context.paths.cache / "registry")
    return True
