"""A child process that is started again when it crashes and never outlives the account."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from spcs_local.log_files import empty
from spcs_local.registry import leash

_STOP_SECONDS = 5.0
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0


class Child:
    """Runs one program from a thread of its own.

    The thread lives as long as the program: the kernel sends the parent-death signal when the *thread* that started
    a process ends.
    """

    def __init__(self, command: Sequence[str], log: Path, directory: Path) -> None:
        """The program works in the directory: paths in its arguments and files may begin there."""
        self._command = list(command)
        self._directory = directory
        self._log = log
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        with self._changed:
            return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the program and keep it running."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._keep_running, name="registry", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the program and wait for it; a second call does nothing."""
        self._stopping.set()
        with self._changed:
            if self._process is not None:
                self._process.terminate()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _keep_running(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            self._run_once()
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _run_once(self) -> None:
        launcher = [sys.executable, "-I", "-S", str(Path(leash.__file__)), str(os.getpid())]
        with self._log.open("ab") as output:
            process = subprocess.Popen(
                [*launcher, *self._command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._directory,
                env={"PATH": os.defpath, "OTEL_TRACES_EXPORTER": "none"},  # 3.x sends traces unless told
            )
        with self._changed:
            self._process = process
        if self._stopping.is_set():  # stop() came between the check and the start
            process.terminate()
        self._wait_to_the_end(process)
        with self._changed:
            self._process = None

    def _wait_to_the_end(self, process: subprocess.Popen[bytes]) -> None:
        while True:
            try:
                process.wait(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                empty(self._log)
                if self._stopping.is_set():
                    process.kill()
            else:
                return
