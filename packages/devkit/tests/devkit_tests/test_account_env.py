"""`make env STACK=…`."""

import io
import os
import subprocess
from pathlib import Path

import pytest

from devkit import account_env, connections, environment, files
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.service_user.credentials import Credentials

CONNECTIONS = '[prod]\naccount = "acme-dev"\nuser = "U"\npassword = "it\'s secret"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a person who has one connection."""
    for name in [name for name in os.environ if name.startswith("SNOWFLAKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    files.write(tmp_path / ".snowflake" / "connections.toml", CONNECTIONS, 0o600)
    return tmp_path


def sourced(line: str, before: dict[str, str]) -> dict[str, str]:
    done = subprocess.run(
        ["sh", "-ec", f"{line}\nenv -0"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", **before},
    )
    return dict(item.split("=", 1) for item in done.stdout.split("\0") if item)


@pytest.mark.usefixtures("home")
def test_a_line_sources_the_connection_and_shows_nothing_of_it(context: Context, screen: io.StringIO) -> None:
    assert account_env.env(context, "dev", "prod") == 0
    line = screen.getvalue()
    script = context.paths.local / "env-dev.sh"
    assert line == f". '{script}'\n"
    assert script.stat().st_mode & 0o777 == 0o600

    found = sourced(
        line, {"SNOWFLAKE_TOKEN": "another's", "SNOWFLAKE_ROLE": "another", "PULUMI_BACKEND_URL": "s3://own"}
    )
    assert (found["SNOWFLAKE_USER"], found["SNOWFLAKE_PASSWORD"]) == ("U", "it's secret")
    assert (found["PULUMI_STACK"], found["PULUMI_BACKEND_URL"]) == ("dev", "s3://own")
    assert found["PULUMI_PARALLEL_DIFF"] == "true"
    assert found["PATH"] == f"{context.paths.venv}/bin:/usr/bin:/bin"
    assert {"SNOWFLAKE_TOKEN", "SNOWFLAKE_ROLE", "PULUMI_HOME"} & found.keys() == set()


@pytest.mark.usefixtures("home")
def test_what_the_local_run_left_in_the_shell_goes(context: Context, screen: io.StringIO) -> None:
    files.write(context.paths.engine(context.versions.engine) / "pulumi", "#!/bin/sh\n", 0o755)
    account = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "pw")
    local = {**environment.pulumi_variables(context), **environment.account_variables(context, account)}
    account_env.env(context, "org/project/dev", "prod")

    found = sourced(screen.getvalue(), {**local, "PATH": "/usr/bin:/bin"})
    ours = {"PULUMI_STACK", "PATH", *environment.ENGINE, *connections.variables(Path.home() / ".snowflake", "prod", {})}
    assert found.keys() & local.keys() <= ours
    assert found["PULUMI_STACK"] == "org/project/dev"


def test_all_variables_of_the_local_run_are_taken_back(context: Context) -> None:
    files.write(context.paths.engine(context.versions.engine) / "pulumi", "#!/bin/sh\n", 0o755)
    account = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "pw")
    deployer = Credentials("U", "R", "key")
    variables = {
        **environment.pulumi_variables(context),
        **environment.account_variables(context, account),
        **environment.deployer_variables(context, account, deployer),
    }
    kept = {"PATH", *environment.ENGINE}  # good for any stack
    assert variables.keys() - {*environment.LOCAL, *environment.SIGN_IN} == kept


def test_home_of_the_local_run_is_not_where_connections_are_looked_for(
    home: Path, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNOWFLAKE_HOME", str(context.paths.local))
    assert account_env.env(context, "dev", "prod") == 0
    monkeypatch.setenv("SNOWFLAKE_HOME", str(home / "elsewhere"))
    with pytest.raises(ToolchainError, match=r"elsewhere/connections\.toml"):
        account_env.env(context, "dev", "prod")


@pytest.mark.parametrize("stack", ["", "a b", "../dev/x/y", "a'b"])
def test_stack_that_cannot_be_one_is_refused(context: Context, stack: str) -> None:
    with pytest.raises(ToolchainError, match="allowed: a stack's name"):
        account_env.env(context, stack, None)
