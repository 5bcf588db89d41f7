"""Runs the engine on the local stack."""

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from devkit.console import Step
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.processes import leashed

INTERRUPT_SECONDS = 20
# what a stack may be called, with its organization and project
STACK_NAME = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){0,2}")
# tells an engine that somebody started by hand from one whose command was killed
DRIVER_VARIABLE = "MILVUS_SPCS_DRIVER"


@dataclass(frozen=True)
class Pulumi:
    """The engine's command line with the environment of one stack."""

    context: Context
    environment: dict[str, str]

    def ask(self, *arguments: str, stdin: str = "") -> str:
        """The output of a short command; its own message becomes the error."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=self.environment,
            cwd=self.context.paths.root,
        )
        if done.returncode:
            raise ToolchainError(f"pulumi {' '.join(arguments[:2])} failed: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def ask_json(self, *arguments: str) -> Any:
        return json.loads(self.ask(*arguments))

    def show(self, step: Step, *arguments: str, lines: list[str] | None = None) -> int:
        """Run with its output on screen, and a line now and then where it says nothing; returns the exit code.

        On a terminal the engine draws its own display, unless its `lines` are wanted. The leash cancels it when we are
        killed.
        """
        command = leashed(["pulumi", *arguments])
        environment = {**self.environment, DRIVER_VARIABLE: str(os.getpid())}
        if lines is None and sys.stdout.isatty():
            return self._wait(subprocess.Popen(command, env=environment, cwd=self.context.paths.root))
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=self.context.paths.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        with process, step.watching(f"pulumi {arguments[0]}"):
            reader = threading.Thread(target=self._forward, args=(process, step, lines))
            reader.start()
            try:
                return self._wait(process)
            finally:
                reader.join()

    def _forward(self, process: "subprocess.Popen[str]", step: Step, lines: list[str] | None) -> None:
        for line in process.stdout or ():
            step.show(line.rstrip("\n"))
            if lines is not None:
                lines.append(line.rstrip("\n"))

    def _wait(self, process: "subprocess.Popen[Any]") -> int:
        """Interrupted, the engine is given time to finish what it has begun; after that it is killed."""
        try:
            return process.wait()
        except BaseException as error:
            # a terminal's interrupt has reached the engine as well, and a second signal would end it at once
            if not isinstance(error, KeyboardInterrupt):
                process.terminate()
            with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
                process.wait(INTERRUPT_SECONDS)
            process.kill()
            process.wait()
            raise
