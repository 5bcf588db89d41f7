"""Executables that the engine starts and that run a stand-in with the clone's Python."""

from pathlib import Path

from devkit import files

MARK = "# A stand-in of milvus-spcs."
# The cache is shared by all clones of the user: the one that runs names itself, else it is where the engine works.
ROOT = """\
#!/bin/sh
{mark} Rewritten by set-up.
source=packages/pulumi-standins/src/pulumi_standins
root=$MILVUS_SPCS_ROOT directory=$(pwd -P)
while [ -z "$root" ]; do
    if [ -d "$directory/$source" ]; then
        root=$directory
    elif [ "$directory" = / ]; then
        echo "$0 is a stand-in of milvus-spcs, and $PWD lies in no clone that has it." \\
            'Run the engine in a clone, or: eval "$(make -s env)" in one' >&2
        exit 1
    else
        directory=$(dirname -- "$directory")
    fi
done
"""
TEMPLATE = """\
{root}exec "$root/.venv/bin/python" -P "$root/$source/launch.py" {module} "$@"
"""
# The engine hands the runtime options of Pulumi.yaml over as PULUMI_RUNTIME_*, the directory of the program as the
# working directory.
DYNAMIC = """\
{root}python=python3
if [ -n "$PULUMI_RUNTIME_VIRTUALENV" ]; then
    case $PULUMI_RUNTIME_VIRTUALENV in
        /*) python=$PULUMI_RUNTIME_VIRTUALENV/bin/python ;;
        *) python=$PWD/$PULUMI_RUNTIME_VIRTUALENV/bin/python ;;
    esac
fi
exec "$python" -P -u "$root/$source/dynamic.py" "$@"
"""


def write_launcher(path: Path, module: str) -> bool:
    """Write the executable that runs pulumi_standins.<module>; says whether it changed."""
    return files.write(path, TEMPLATE.format(root=ROOT.format(mark=MARK), module=module), 0o755)


def write_dynamic_launcher(path: Path) -> bool:
    """Write the executable that serves the program's dynamic providers with the program's own Python."""
    return files.write(path, DYNAMIC.format(root=ROOT.format(mark=MARK)), 0o755)


def is_stand_in(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.encode() in file.read(200)
