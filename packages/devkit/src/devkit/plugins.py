"""The provider plugins: on PATH, else the official download, else stand-ins, installed under a PULUMI_HOME of ours."""

import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from devkit import download, engine, files, launchers
from devkit.context import Context
from devkit.paths import Paths

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Plugin:
    """The plugin in use."""

    name: str
    version: str
    command: Path
    on_path: bool

    @property
    def stand_in(self) -> bool:
        return launchers.is_stand_in(self.command)


def find(paths: Paths, name: str, version: str) -> Plugin | None:
    """The plugin that the engine takes: PATH comes first with it too."""
    if found := shutil.which(f"pulumi-resource-{name}"):
        return Plugin(name, version, Path(found), on_path=True)
    command = directory(paths, name, version) / f"pulumi-resource-{name}"
    return Plugin(name, version, command, on_path=False) if command.exists() else None


def directory(paths: Paths, name: str, version: str) -> Path:
    return paths.pulumi_home / "plugins" / f"resource-{name}-v{version}"


def ensure(context: Context, vendor_answers: bool) -> list[Plugin]:
    """Both plugins, obtained where they are missing."""
    step = context.step("plugins")
    with files.locked(context.paths.cache / "home.lock", lambda: step.say("waiting for another set-up")):
        return [_ensure(context, name, version, vendor_answers) for name, version in context.versions.plugins.items()]


def _ensure(context: Context, name: str, version: str, vendor_answers: bool) -> Plugin:
    found = find(context.paths, name, version)
    if found and not found.stand_in:
        return found
    # A stand-in stays one until `make clean`: the choice must not change between two runs of a stack.
    if not found and vendor_answers and _download(context, name, version):
        return Plugin(name, version, directory(context.paths, name, version) / f"pulumi-resource-{name}", on_path=False)
    command = directory(context.paths, name, version) / f"pulumi-resource-{name}"
    if not found:
        context.step("plugins").say(f"{name} {version}: a stand-in takes its place")
    launchers.write_launcher(command, name)
    return Plugin(name, version, command, on_path=False)


def _download(context: Context, name: str, version: str) -> bool:
    step = context.step("plugins")
    machine = ARCHITECTURES.get(platform.machine())
    if machine is None:
        return False
    target = directory(context.paths, name, version)
    published = f"{engine.VENDOR}/releases/plugins"
    url = f"{published}/pulumi-resource-{name}-v{version}-linux-{machine}.tar.gz"
    checksums = f"{published}/pulumi-{name}_{version}_checksums.txt"
    with files.work_directory(context.paths.cache, "plugin") as work:
        archive, content = work / "plugin.tar.gz", work / "content"
        content.mkdir()
        if not download.fetch(step, url, checksums, archive):
            return False
        context.processes.run(step, "unpacking", ["tar", "--extract", f"--file={archive}", f"--directory={content}"])
        files.replace_directory(content, target)
    return True
