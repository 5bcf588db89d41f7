"""Runs `snow` commands that arrive as JSON lines, in the environment that holds it: its slow import is paid once.

Each command runs in a process of its own, forked after the import, through the entry point of the `snow` script.
"""

import json
import os
import sys

from snowflake.cli._app.__main__ import main


def run(command: list[str]) -> int:
    """The exit status of `snow` with these arguments."""
    sys.argv = ["snow", *command]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def serve() -> None:
    """Answer each line with the exit status; what the command prints goes to the files that the line names."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            for number, name in ((1, "stdout"), (2, "stderr")):
                os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
            code = run(asked["command"])
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)


if __name__ == "__main__":
    serve()
