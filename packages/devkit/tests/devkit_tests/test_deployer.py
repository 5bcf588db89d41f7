"""The user who deploys, through the program of the virtual environment."""

import json

import pytest

from devkit import deployer, environment, files
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.service_user.credentials import Credentials

ACCOUNT = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "hidden")
MADE = {"user": "U", "role": "R", "private_key": "key"}


def program(context: Context, text: str) -> None:
    """What stands for the virtual environment's Python."""
    files.write(context.paths.python, f"#!/bin/sh\n{text}\n", 0o755)
    environment.prepare(context.paths)


def test_ensure_reads_what_the_program_writes(context: Context) -> None:
    program(context, f'[ "$2" = devkit.service_user ] && echo \'{json.dumps(MADE)}\' > "$3"')

    assert deployer.ensure(context, ACCOUNT) == Credentials("U", "R", "key")


def test_ensure_names_the_administrator_in_the_environment_alone(context: Context) -> None:
    program(context, f'env > seen; echo "$@" > line; echo \'{json.dumps(MADE)}\' > "$3"')
    deployer.ensure(context, ACCOUNT)

    assert "SNOWFLAKE_PASSWORD=hidden" in (context.paths.root / "seen").read_text()
    assert "hidden" not in (context.paths.root / "line").read_text()


@pytest.mark.parametrize(
    ("text", "message"), [("echo 'DEPLOYER: refused'; exit 2", "^DEPLOYER: refused$"), ("true", "was not written")]
)
def test_ensure_fails_with_what_the_program_says(context: Context, text: str, message: str) -> None:
    program(context, text)
    with pytest.raises(ToolchainError, match=message):
        deployer.ensure(context, ACCOUNT)
