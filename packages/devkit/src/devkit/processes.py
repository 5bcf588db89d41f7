"""Commands that set-up runs: leashed to it, their output kept for the one message where they fail."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit.console import Step
from devkit.errors import ToolchainError
from devkit.progress import Follower

LEASH = Path(__file__).with_name("leash.py")
LINES_KEPT = 12
LINE_LENGTH = 160


class Processes:
    """Starts commands and can end those that still run.

    `spent` has the processor seconds of those that have ended, with all that they started and waited for, by subject.
    """

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(
        self,
        step: Step,
        what: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
        held: int | None = None,
        says_why: bool = False,
        follow: Follower | None = None,
    ) -> str:
        """Run to the end and return the output; raises ToolchainError with its last lines, or where it `says_why`, one.

        `held` is a lock's file descriptor that the command inherits, so that the lock outlives a killed set-up.
        `follow` tells from the command's lines how far it is.
        """
        with step.working(what):
            process = subprocess.Popen(
                leashed(command),
                env={**os.environ, **(environment or {})},
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                pass_fds=() if held is None else (held,),
            )
            output = self._follow(step, process, follow)
        if process.returncode and says_why and output:
            raise ToolchainError(output[-1])
        if process.returncode:
            tail = "\n".join(f"    {line}" for line in list(output)[-LINES_KEPT:])
            raise ToolchainError(f"{step.subject}: {what} failed with exit code {process.returncode}:\n{tail}")
        return "\n".join(output)

    def _follow(self, step: Step, process: "subprocess.Popen[str]", follow: Follower | None) -> deque[str]:
        output: deque[str] = deque(maxlen=10_000)
        with self._lock:
            self._running.add(process)
            stopped = self._stopped
        if stopped:
            process.send_signal(signal.SIGTERM)
        with process:
            for line in process.stdout or ():
                output.append(line.rstrip())
                step.latest = output[-1].strip()[:LINE_LENGTH] or step.latest
                step.progress = (follow and follow(output[-1])) or step.progress
            seconds = _processor_seconds(process)
        with self._lock:
            self._running.discard(process)
            self.spent[step.subject] += seconds
        return output

    def stop(self) -> None:
        """Ask what runs, and what is still to start, to end."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.send_signal(signal.SIGTERM)


def _processor_seconds(process: "subprocess.Popen[str]") -> int:
    """Wait for the end of the process and say what it took; nothing where `stop` came to know of its end first."""
    try:
        _, status, used = os.wait4(process.pid, 0)
    except ChildProcessError:
        return 0
    process.returncode = os.waitstatus_to_exitcode(status)
    return round(used.ru_utime + used.ru_stime)


def leashed(command: Sequence[str | Path]) -> list[str]:
    """The command, ended when this process is gone."""
    return [sys.executable, "-SE", str(LEASH), *map(str, command)]
