"""Executables that the engine starts and that run a stand-in with the clone's Python."""

import shlex
from pathlib import Path

from devkit import files
from devkit.paths import Paths

MARK = "# A stand-in of milvus-spcs."
# The cache is shared by all clones of the user: the one that runs names itself, and the last one set up stands in.
TEMPLATE = """\
#!/bin/sh
{mark} Rewritten by set-up.
root=${{MILVUS_SPCS_ROOT:-{root}}}
exec "$root/.venv/bin/python" -P "$root/packages/pulumi-standins/src/pulumi_standins/launch.py" {module} "$@"
"""
# The engine hands the runtime options of Pulumi.yaml over as PULUMI_RUNTIME_*, the directory of the program as the
# working directory.
DYNAMIC = """\
#!/bin/sh
{mark} Rewritten by set-up.
python=python3
if [ -n "$PULUMI_RUNTIME_VIRTUALENV" ]; then
    case $PULUMI_RUNTIME_VIRTUALENV in
        /*) python=$PULUMI_RUNTIME_VIRTUALENV/bin/python ;;
        *) python=$PWD/$PULUMI_RUNTIME_VIRTUALENV/bin/python ;;
    esac
fi
root=${{MILVUS_SPCS_ROOT:-{root}}}
exec "$python" -P -u "$root/packages/pulumi-standins/src/pulumi_standins/dynamic.py" "$@"
"""


def write_launcher(path: Path, paths: Paths, module: str) -> bool:
    """Write the executable that runs pulumi_standins.<module>; says whether it changed."""
    text = TEMPLATE.format(mark=MARK, root=shlex.quote(str(paths.root)), module=module)
    return files.write(path, text, 0o755)


def write_dynamic_launcher(path: Path, paths: Paths) -> bool:
    """Write the executable that serves the program's dynamic providers with the program's own Python."""
    return files.write(path, DYNAMIC.format(mark=MARK, root=shlex.quote(str(paths.root))), 0o755)


def is_stand_in(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.encode() in file.read(200)
