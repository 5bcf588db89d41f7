"""The commands on the local run."""

import fcntl
import io

import pytest

from devkit import local_run
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account


def test_alone_refuses_a_second_command(context: Context) -> None:
    (context.paths.local).mkdir(parents=True)
    with (context.paths.local / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ToolchainError, match="is at work"), local_run.alone(context):
            pass


def test_last_screen_names_url_user_and_where_the_password_is(context: Context, screen: io.StringIO) -> None:
    account = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "hidden")
    text = local_run.last_screen(context, account, "http://x-local-dev.localhost:7880", "MILVUS_USER")

    assert "http://x-local-dev.localhost:7880" in text
    assert "MILVUS_USER" in text
    assert "secrets.json" in text
    assert "http://127.0.0.1:7878, as ADMIN" in text
    assert "hidden" not in text
    assert screen.getvalue() == ""
