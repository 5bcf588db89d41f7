"""The Pulumi engine: on PATH, else the official download, else built from its Go module."""

import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devkit import download, files, go, launchers
from devkit.console import Step
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths

VENDOR = "https://get.pulumi.com"
PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
MODULE = Path(__file__).with_name("engine_module")
# What Google's storage needs for its gRPC client, which the engine does not use: a twelfth of all packages. The name is
# its authors': https://pkg.go.dev/cloud.google.com/go/storage#hdr-gRPC_API
LEFT_OUT = ("disable_grpc_modules",)
# Reads descriptions of APIs, for `pulumi api` alone, and is a sixth of all that is compiled.
SELDOM = ("github.com/pb33f/libopenapi/...",)
GO_VERSION = (1, 25)
LANGUAGE_HOST = "pulumi-language-python"
DYNAMIC_PROVIDER = "pulumi-resource-pulumi-python"
ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Engine:
    """The engine in use. `on_path` is the user's own; else it is ours, in the cache."""

    command: Path
    on_path: bool

    def bundled(self, name: str) -> Path | None:
        """The executable that the engine takes for a bundled plugin: from PATH, or from beside itself."""
        found = shutil.which(name)
        beside = self.command.resolve().with_name(name)
        return Path(found) if found else beside if beside.exists() else None


def find(paths: Paths, version: str) -> Engine | None:
    """The engine that is there already."""
    own = paths.engine(version) / "pulumi"
    found = shutil.which("pulumi")
    if found and Path(found).resolve() != own.resolve():
        return Engine(Path(found), on_path=True)
    return Engine(own, on_path=False) if own.exists() else None


def has_real_part_on_path() -> bool:
    """Whether PATH has a language host, or dynamic providers, that are no stand-ins."""
    found = (shutil.which(name) for name in (LANGUAGE_HOST, DYNAMIC_PROVIDER))
    return any(it and not launchers.is_stand_in(Path(it)) for it in found)


def version_of(engine: Engine) -> str:
    """The version without its v, or what the command says instead."""
    answer = subprocess.run([engine.command, "version"], capture_output=True, text=True, check=False)
    text = (answer.stdout or answer.stderr).strip()
    return text.removeprefix("v") if re.match(r"v\d", text) else text


def ensure(context: Context, vendor_answers: bool) -> Engine:
    """The engine with a language host and dynamic providers, obtained where it is missing."""
    step = context.step("engine")
    wanted = context.versions.engine
    lock = context.paths.cache / "engine" / "lock"
    with files.locked(lock, lambda: step.say("waiting for another set-up that obtains it")):
        engine = find(context.paths, wanted)
        if engine is None:
            _obtain(context, step, vendor_answers)
            engine = find(context.paths, wanted)
    if engine is None:
        raise ToolchainError(f"engine: {context.paths.engine(wanted)} holds no pulumi after set-up")
    if engine.on_path and (version := version_of(engine)) != wanted:
        step.say(f"{engine.command} has version {version}; the SDK has {wanted}")
    _stand_in(context, step, engine)
    return engine


def _obtain(context: Context, step: Step, vendor_answers: bool) -> None:
    if vendor_answers and _download(context, step):
        return
    if not vendor_answers:
        built = f"building version {context.versions.engine} from its Go module"
        step.say(f"{VENDOR} does not answer: {built} (some minutes)")
    compiler = go.ensure(context, step, GO_VERSION)
    build(context, step, compiler)


def _download(context: Context, step: Step) -> bool:
    version = context.versions.engine
    target = context.paths.engine(version)
    machine = ARCHITECTURES.get(platform.machine())
    if machine is None:
        return False
    with files.work_directory(target.parent, "work") as work:
        archive = work / "pulumi.tar.gz"
        published = f"{VENDOR}/releases/sdk"
        url, checksums = f"{published}/pulumi-v{version}-linux-{machine}.tar.gz", f"pulumi-{version}-checksums.txt"
        if not download.fetch(step, url, f"{published}/{checksums}", archive):
            return False
        context.processes.run(step, "unpacking", ["tar", "--extract", f"--file={archive}", f"--directory={work}"])
        files.replace_directory(work / "pulumi", target)
    return True


def build(context: Context, step: Step, compiler: Path) -> None:
    """Compile the engine with the modules that engine_module/go.sum names; takes minutes."""
    version = context.versions.engine
    stamp = f"-X=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{version}"
    program = go.Program(PACKAGE, MODULE, LEFT_OUT, stamp, SELDOM)
    go.build(context, step, compiler, program, context.paths.engine(version) / "pulumi")


def _stand_in(context: Context, step: Step, engine: Engine) -> None:
    """Give our engine, or the user's where it has none, a language host and dynamic providers."""
    beside = context.paths.engine(context.versions.engine)
    host, dynamic = engine.bundled(LANGUAGE_HOST), engine.bundled(DYNAMIC_PROVIDER)
    if host is None or launchers.is_stand_in(host):
        launchers.write_launcher(beside / LANGUAGE_HOST, "language")
    if dynamic is None or launchers.is_stand_in(dynamic):
        launchers.write_dynamic_launcher(beside / DYNAMIC_PROVIDER)
    if engine.on_path and host is None:
        step.say(f"{engine.command} comes without {LANGUAGE_HOST}: a stand-in takes its place")
