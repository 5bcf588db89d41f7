"""Runs `snow` commands that arrive as JSON lines, in the environment that holds it: its slow start is paid once.

Each command runs in a process of its own, forked when `snow` has been imported and has made the table of its commands,
through the entry point of the `snow` script.
"""

import json
import os
import sys

from snowflake.cli._app.__main__ import main
from snowflake.cli._app.commands_registration import commands_registration_with_callbacks as registration


def make_commands() -> None:
    """Make the table of commands that every start of `snow` makes anew, and hand out this one: 1 s a command."""
    plugins = registration.load_only_builtin_command_plugins()
    for plugin in plugins:
        _ = plugin.command_spec.command  # made when first asked for, and kept
    registration.load_builtin_and_external_command_plugins = lambda _names: plugins


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
            os.chdir(asked["cwd"])
            os.environ.update(asked["variables"])
            given = os.memfd_create("stdin")
            os.write(given, asked["stdin"].encode())
            os.lseek(given, 0, os.SEEK_SET)
            os.dup2(given, 0)
            sys.stdin = open(0)  # noqa: SIM115 - the command's, to its end
            for number, name in ((1, "stdout"), (2, "stderr")):
                os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
            code = run(asked["command"])
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)


if __name__ == "__main__":
    make_commands()
    serve()
