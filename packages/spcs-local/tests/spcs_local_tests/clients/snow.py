"""The `snow` CLI as a person has it: its own environment, a connections.toml, commands with their answers."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devkit import clients
from devkit.paths import Paths
from devkit.testing.waiting import PATIENCE
from spcs_local_tests.running import RunningAccount

PROGRAM = Path(__file__).parent / "snow_program.py"


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    output: str
    errors: str


class Snow:
    """Commands against one account."""

    def __init__(self, account: RunningAccount, home: Path, **connection: str) -> None:
        self.home = home
        home.mkdir(exist_ok=True)
        settings = {
            "account": "LOCAL-DEV",
            "user": "ADMIN",
            "password": account.password,
            "host": "127.0.0.1",
            "port": str(account.port),
            "protocol": "http",
            **connection,
        }
        lines = ["[local]", *(f"{key} = {json.dumps(value)}" for key, value in settings.items())]
        file = home / "connections.toml"
        file.touch(0o600)
        file.write_text("\n".join(lines) + "\n")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SNOWFLAKE_")}
        own = {"SNOWFLAKE_HOME": str(home), "SNOWFLAKE_DEFAULT_CONNECTION_NAME": "local", "HOME": str(home)}
        self.variables = {**kept, **own, "NO_COLOR": "1", "COLUMNS": "200"}
        self._program = subprocess.Popen(
            [clients.SNOW.python(Paths.of_clone()), PROGRAM],
            env=self.variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, stdin: str = "", cwd: Path | None = None, **variables: str) -> Answer:
        """Run one command to its end, in a directory of its own and with more variables."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        stdout, stderr = self.home / "stdout", self.home / "stderr"
        asked = {"command": command, "stdin": stdin, "cwd": str(cwd or self.home), "variables": variables}
        asked |= {"stdout": str(stdout), "stderr": str(stderr)}
        self._program.stdin.write(json.dumps(asked) + "\n")
        self._program.stdin.flush()
        code = int(self._program.stdout.readline())
        return Answer(code, stdout.read_text(), stderr.read_text())

    def answer(self, command: str, *more: str, **options: Any) -> Any:
        """The JSON that a command prints; words of `command` are split at spaces, those of `more` are not."""
        done = self.run(*command.split(), *more, "--format=json", **options)
        assert done.code == 0, f"{command}: {done.errors}"
        return json.loads(done.output)

    def close(self) -> None:
        """End the program."""
        self._program.communicate(timeout=PATIENCE)


def installed() -> bool:
    """Whether set-up for tests has made its environment."""
    return clients.SNOW.python(Paths.of_clone()).exists()
