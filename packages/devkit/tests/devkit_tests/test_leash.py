"""Commands end with who started them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from devkit import pids
from devkit.testing.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[4]


def test_leashed_command_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "from devkit.processes import leashed\n"
        "child = subprocess.Popen(leashed([sys.executable, '-c', 'import time; time.sleep(300)']))\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid) + '\\n')\n"
        "child.wait()\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("\n"))
    child = int((tmp_path / "pid").read_text())
    until(lambda: "-c" in pids.command_line(child) and "-SE" not in pids.command_line(child))
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait(PATIENCE)

    assert pids.wait_for_end(child, PATIENCE)
