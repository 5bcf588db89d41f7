"""`make bench`: the benchmark in the virtual environment, on accounts and stacks of its own."""

import subprocess

from devkit import set_up
from devkit.context import Context


def bench(context: Context) -> int:
    """Measure with the counts that are the benchmark's defaults; some minutes. Its accounts run no containers."""
    set_up.engine_tasks(context).run()
    command = [str(context.paths.python), "-m", "devkit.bench"]
    return subprocess.run(command, cwd=context.paths.root, check=False).returncode
