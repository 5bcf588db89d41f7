"""`python -m devkit.notebook`: run a notebook in a Jupyter service and print its answer."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from devkit.notebook.errors import NotebookError
from devkit.notebook.run import DEFAULT_NOTEBOOK, DEFAULT_SECONDS, run_notebook
from devkit.notebook.site import Credentials

PASSWORD_VARIABLE = "MILVUS_USER_PASSWORD"  # noqa: S105 - a variable's name
TOKEN_VARIABLE = "SNOWFLAKE_TOKEN"  # noqa: S105 - a variable's name
FAILED, USAGE, INTERRUPTED = 1, 2, 130


class UsageError(ValueError):
    """What the command was told is not enough."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the kernel is shut down then too
    options = _parser().parse_args(arguments)
    try:
        answer = run_notebook(
            options.url, _credentials(options), options.notebook, report=_report, seconds=options.timeout
        )
    except UsageError as error:
        return _fail(str(error), USAGE)
    except NotebookError as error:
        return _fail(str(error), FAILED)
    except KeyboardInterrupt:
        return _fail("interrupted; the kernel was shut down", INTERRUPTED)
    print(answer)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devkit.notebook", description=__doc__)
    parser.add_argument("--url", required=True, help="the endpoint, as the stack's output notebookUrl gives it")
    parser.add_argument("--user", required=True, help="who signs in, such as MILVUS_USER")
    parser.add_argument("--password-file", type=Path, help=f"holds the password; else ${PASSWORD_VARIABLE}")
    parser.add_argument("--notebook", default=DEFAULT_NOTEBOOK, help="path below Jupyter's root (%(default)s)")
    parser.add_argument("--timeout", type=float, default=DEFAULT_SECONDS, help="seconds for each cell (%(default)s)")
    return parser


def _credentials(options: argparse.Namespace) -> Credentials:
    if options.password_file is not None:
        try:
            return Credentials(options.user, password=options.password_file.read_text().strip())
        except OSError as error:
            raise UsageError(f"--password-file {options.password_file}: {error.strerror}") from error
    password, token = os.environ.get(PASSWORD_VARIABLE, ""), os.environ.get(TOKEN_VARIABLE, "")
    if password:
        return Credentials(options.user, password=password)
    if token:
        return Credentials(options.user, token=token)
    raise UsageError(
        f"no credentials for {options.user}: set {PASSWORD_VARIABLE}, give --password-file, "
        f"or set {TOKEN_VARIABLE} to a programmatic access token"
    )


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _fail(message: str, code: int) -> int:
    print(f"error: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
