"""`make lock`: pins what the requirement files ask for, with hashes. What pip installs, a lock file names."""

from dataclasses import dataclass
from pathlib import Path

from devkit import set_up, virtualenv
from devkit.context import Context
from devkit.paths import Paths

# One lock for every Python from the oldest that the project runs on, and for every machine.
OPTIONS = (
    "--universal", f"--python-version={'.'.join(map(str, set_up.PYTHON))}", "--fork-strategy=fewest",
    "--generate-hashes", "--annotation-style=line", "--custom-compile-command=make lock", "--no-config", "--quiet",
)  # fmt: skip


@dataclass(frozen=True)
class LockFile:
    """A lock file and the files whose requirements it pins; where there are constraints, to the versions in those."""

    path: Path
    sources: tuple[Path, ...]
    constraints: Path | None = None


def lock_files(paths: Paths) -> list[LockFile]:
    """Every lock file of the clone; development.lock comes first, and decides for all that has no environment apart."""
    described = [package / "pyproject.toml" for package in paths.packages]
    decides = paths.development_lock
    return [
        LockFile(decides, (paths.requirements, *described, paths.development)),
        LockFile(paths.requirements.with_suffix(".lock"), (paths.requirements,), decides),
        *(LockFile(file.with_name("requirements.lock"), (file,), decides) for file in described),
        *(LockFile(file.with_suffix(".lock"), (file,)) for file in paths.apart),
    ]


def write(context: Context, *, upgrade: bool) -> int:
    """Write them anew. Versions stay as they are where they still fit, unless newer ones are asked for."""
    set_up.check_python()
    virtualenv.ensure(context)
    for file in lock_files(context.paths):
        _compile(context, file, upgrade)
    return 0


def _compile(context: Context, file: LockFile, upgrade: bool) -> None:
    root = context.paths.root
    name = file.path.relative_to(root)
    options = [*OPTIONS, f"--cache-dir={context.paths.cache / 'uv'}", f"--output-file={name}"]
    if upgrade:
        options.append("--upgrade")
    if file.constraints:
        options.append(f"--constraints={file.constraints.relative_to(root)}")
    sources = [source.relative_to(root) for source in file.sources]
    command: list[str | Path] = [context.paths.python, "-m", "uv", "pip", "compile", *options, *sources]
    context.processes.run(context.step("lock"), f"writing {name}", command, directory=root)
    file.path.chmod(0o644)  # uv makes it for its owner alone
