"""What `make env` writes."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from devkit import environment, files
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.service_user.credentials import Credentials

DEPLOYER = Credentials("DEPLOYER", "DEPLOYER_ROLE", "-----BEGIN…")
ACCOUNT = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", """p'w "$x`\\""")


@pytest.fixture
def ready(context: Context) -> Context:
    files.write(context.paths.engine(context.versions.engine) / "pulumi", "#!/bin/sh\n", 0o755)
    environment.prepare(context.paths)
    return context


def files_of(context: Context, *names: str) -> Path:
    """A directory of somebody else's programs."""
    theirs = context.paths.cache / "theirs"
    for name in names:
        files.write(theirs / name, "#!/bin/sh\n", 0o755)
    return theirs


def sourced(script: str, times: int = 1) -> dict[str, str]:
    """The variables of a shell that has sourced the script."""
    command = [*[f". '{script}'"] * times, "env -0"]
    variables = {"PATH": "/usr/bin:/bin", "SNOWFLAKE_TOKEN": "another account's"}
    output = subprocess.run(
        ["sh", "-ec", "\n".join(command)], capture_output=True, text=True, check=True, env=variables
    )
    return dict(item.split("=", 1) for item in output.stdout.split("\0") if item)


def test_write_gives_a_shell_the_connection_and_the_stack(ready: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    found = sourced(str(environment.write(ready, ACCOUNT)))

    assert (found["SNOWFLAKE_USER"], found["SNOWFLAKE_PASSWORD"]) == ("ADMIN", ACCOUNT.password)
    assert found["SNOWFLAKE_AUTHENTICATOR"] == "SNOWFLAKE"
    assert found["PULUMI_BACKEND_URL"] == f"file://{ready.paths.local}/pulumi?metadata=skip"
    assert found["PULUMI_PARALLEL_DIFF"] == "true"
    assert "SNOWFLAKE_TOKEN" not in found


def test_write_puts_the_engine_on_path_once(ready: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    found = sourced(str(environment.write(ready, ACCOUNT)), times=2)["PATH"].split(os.pathsep)

    ours = [str(ready.paths.engine(ready.versions.engine)), str(ready.paths.venv / "bin")]
    assert found == [*ours, "/usr/bin", "/bin"]


def test_our_engine_comes_after_a_path_that_has_a_real_language_host(
    ready: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside ours a stand-in may lie, of before PATH had one."""
    theirs = files_of(ready, "pulumi-language-python")
    monkeypatch.setenv("PATH", f"{theirs}:/usr/bin")
    venv, ours = str(ready.paths.venv / "bin"), str(ready.paths.engine(ready.versions.engine))

    assert environment.path(ready).split(os.pathsep) == [venv, str(theirs), "/usr/bin", ours]
    found = sourced(str(environment.write(ready, ACCOUNT)), times=2)["PATH"].split(os.pathsep)
    assert found == [venv, "/usr/bin", "/bin", ours]


def test_the_engine_compares_in_parallel_unless_somebody_has_it_otherwise(
    ready: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PULUMI_PARALLEL_DIFF", raising=False)
    ours = environment.full(ready, ACCOUNT, DEPLOYER)
    assert ours["PULUMI_PARALLEL_DIFF"] == environment.by_hand(ready)["PULUMI_PARALLEL_DIFF"] == "true"

    monkeypatch.setenv("PULUMI_PARALLEL_DIFF", "false")
    assert environment.by_hand(ready)["PULUMI_PARALLEL_DIFF"] == "false"


def test_write_keeps_passwords_to_the_owner(ready: Context) -> None:
    environment.write(ready, ACCOUNT)
    environment.local_secrets(ready.paths)

    modes = {it.name: it.stat().st_mode & 0o777 for it in ready.paths.local.iterdir()}
    assert modes == dict.fromkeys(["env.sh", "connections.toml", "secrets.json", "passphrase"], 0o600)
    assert ready.paths.local.stat().st_mode & 0o777 == 0o700


def test_connections_is_toml_with_the_password() -> None:
    found = tomllib.loads(environment.connections(ACCOUNT))["local"]

    assert (found["account"], found["password"], found["port"]) == ("LOCAL-DEV", ACCOUNT.password, 7878)


def test_local_secrets_are_made_once(ready: Context) -> None:
    assert environment.local_secrets(ready.paths) == environment.local_secrets(ready.paths)


def test_pulumi_variables_need_an_engine(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ToolchainError, match="Run: make up"):
        environment.pulumi_variables(context)


def test_pulumi_variables_leave_an_engine_on_path_first(ready: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = files_of(ready, "pulumi", "pulumi-language-python")
    monkeypatch.setenv("PATH", f"{theirs}:/usr/bin")

    path = environment.pulumi_variables(ready)["PATH"].split(os.pathsep)
    assert str(ready.paths.engine(ready.versions.engine)) not in path


def test_whatever_is_of_the_local_run_alone_is_named_to_be_left_behind(ready: Context) -> None:
    ours = environment.pulumi_variables(ready).keys() - environment.ENGINE.keys() - {"PATH"}
    assert ours - set(environment.LOCAL) == set()


def test_full_lets_the_processes_of_the_engine_keep_byte_code(ready: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("SNOWFLAKE_TOKEN", "another account's")
    found = environment.full(ready, ACCOUNT, DEPLOYER)
    assert {"PYTHONDONTWRITEBYTECODE", "SNOWFLAKE_TOKEN"} & found.keys() == set()


def test_full_signs_the_engine_in_as_who_deploys_alone(ready: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    # as after `eval "$(make -s env)"`
    for name, value in environment.account_variables(ready, ACCOUNT).items():
        monkeypatch.setenv(name, value)
    found = environment.full(ready, ACCOUNT, DEPLOYER)

    assert (found["SNOWFLAKE_USER"], found["SNOWFLAKE_ROLE"]) == ("DEPLOYER", "DEPLOYER_ROLE")
    assert (found["SNOWFLAKE_AUTHENTICATOR"], found["SNOWFLAKE_PRIVATE_KEY"]) == ("SNOWFLAKE_JWT", "-----BEGIN…")
    # the plugin takes a password or a key
    assert "SNOWFLAKE_PASSWORD" not in found


def test_variables_keep_the_provider_from_a_persons_own_profiles(ready: Context) -> None:
    found = environment.account_variables(ready, ACCOUNT)["SNOWFLAKE_CONFIG_PATH"]
    assert found.startswith(str(ready.paths.local))
    assert not os.path.exists(found)
