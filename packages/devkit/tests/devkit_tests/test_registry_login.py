"""Docker's configuration of the local run, and the command for any account."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from devkit import environment, files, registry_login, virtualenv
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account

HOST = "127.0.0.1:7879"
ACCOUNT = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "hidden")
OWN = {
    "auths": {"example.org": {"auth": "VTpQ"}},
    "credHelpers": {"europe-docker.pkg.dev": "gcloud"},
    "currentContext": "colima",
}
# stands for the virtual environment's Python: keeps its environment and its line, and does what the program would
PROGRAM = f"""\
#!/bin/sh
env > seen
echo "$@" >> lines
cat > "$DOCKER_CONFIG/config.json" <<'END'
{{"credHelpers": {{"{HOST}": "milvus-spcs"}}}}
END
echo '{{"{HOST}": {{}}}}' > "$DOCKER_CONFIG/milvus-spcs.json"
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's directory, with a context."""
    directory = tmp_path / "own"
    files.write(directory / "config.json", json.dumps(OWN))
    files.write(directory / "contexts" / "meta" / "c" / "meta.json", "{}")
    monkeypatch.setenv("DOCKER_CONFIG", str(directory))
    return directory


@pytest.fixture
def clone(context: Context, own: Path) -> Context:
    """One that is set up."""
    assert own.exists()
    files.write(context.paths.engine(context.versions.engine) / "pulumi", "#!/bin/sh\n", 0o755)
    files.write(context.paths.python, PROGRAM, 0o755)
    environment.prepare(context.paths)
    return context


def ours(context: Context) -> Path:
    return environment.docker_directory(context.paths)


def content(context: Context) -> Any:
    return json.loads((ours(context) / "config.json").read_text())


def test_prepare_takes_the_persons_own_and_changes_nothing_there(clone: Context, own: Path) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}
    registry_login.prepare(clone)

    assert content(clone) == OWN
    assert (ours(clone) / "contexts" / "meta" / "c" / "meta.json").read_text() == "{}"
    assert (ours(clone) / "config.json").stat().st_mode & 0o777 == 0o600
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


def test_prepare_follows_the_persons_own_and_keeps_the_helper(clone: Context, own: Path) -> None:
    registry_login.ensure(clone, ACCOUNT)
    files.write(own / "config.json", '{"currentContext": "other"}')
    (own / "contexts").rename(own / "away")
    registry_login.prepare(clone)

    assert content(clone) == {"currentContext": "other", "credHelpers": {HOST: "milvus-spcs"}}
    assert not (ours(clone) / "contexts").is_symlink()


def test_prepare_leaves_its_own_as_it_is_in_a_shell_of_the_local_run(
    clone: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry_login.prepare(clone)
    monkeypatch.setenv("DOCKER_CONFIG", str(ours(clone)))
    files.write(ours(clone) / "config.json", '{"auths": {"signed in here": {}}}', 0o600)
    registry_login.prepare(clone)

    assert content(clone) == {"auths": {"signed in here": {}}}


def test_prepare_needs_no_configuration(clone: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DOCKER_CONFIG")
    monkeypatch.setenv("HOME", str(tmp_path / "new"))
    registry_login.prepare(clone)

    assert content(clone) == {"credHelpers": {}}
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("text", ["{", "[]"])
def test_prepare_names_a_configuration_that_is_none(clone: Context, own: Path, text: str) -> None:
    files.write(own / "config.json", text)
    with pytest.raises(ToolchainError, match=r"own/config\.json is no JSON object"):
        registry_login.prepare(clone)


def test_ensure_asks_the_program_once(clone: Context) -> None:
    for _ in range(2):
        registry_login.ensure(clone, ACCOUNT)

    lines = (clone.paths.root / "lines").read_text().splitlines()
    assert lines == [f"-m components.registry_login --registry-host {HOST}"]


def test_ensure_asks_again_where_the_account_has_another_port(clone: Context) -> None:
    registry_login.ensure(clone, ACCOUNT)
    registry_login.ensure(clone, Account("LOCAL", "DEV", 7878, 5000, "ADMIN", "hidden"))

    assert len((clone.paths.root / "lines").read_text().splitlines()) == 2


def test_ensure_signs_in_as_the_administrator_of_the_local_account(
    clone: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNOWFLAKE_PRIVATE_KEY", "another account's")
    registry_login.ensure(clone, ACCOUNT)

    seen = dict(line.split("=", 1) for line in (clone.paths.root / "seen").read_text().splitlines() if "=" in line)
    assert (seen["SNOWFLAKE_USER"], seen["SNOWFLAKE_PASSWORD"], seen["SNOWFLAKE_PRIVATE_KEY"]) == (
        "ADMIN",
        "hidden",
        "",
    )
    assert seen["DOCKER_CONFIG"] == str(ours(clone))
    assert seen["PATH"].split(os.pathsep)[1] == str(clone.paths.venv / "bin")


def test_ensure_says_what_the_program_says(clone: Context) -> None:
    files.write(clone.paths.python, "#!/bin/sh\necho 'error: signing in to LOCAL-DEV: refused'; exit 2\n", 0o755)
    with pytest.raises(ToolchainError, match=r"^error: signing in to LOCAL-DEV: refused$"):
        registry_login.ensure(clone, ACCOUNT)


def test_command_for_another_account_takes_the_environment_as_it_is(
    clone: Context, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virtualenv, "ensure", lambda _context: None)
    monkeypatch.setenv("SNOWFLAKE_USER", "SOMEBODY")
    files.write(clone.paths.python, '#!/bin/sh\necho "$@ $SNOWFLAKE_USER $DOCKER_CONFIG" > lines\nexit 3\n', 0o755)

    assert registry_login.command(clone, "dev", ["--remove"]) == 3
    line = (clone.paths.root / "lines").read_text()
    assert line == f"-m components.registry_login --stack dev --remove SOMEBODY {own}\n"


@pytest.mark.parametrize("stack", [None, "local"])
def test_command_for_the_local_account_needs_it(
    clone: Context, monkeypatch: pytest.MonkeyPatch, stack: str | None
) -> None:
    monkeypatch.setattr(virtualenv, "ensure", lambda _context: None)
    with pytest.raises(ToolchainError, match="the local account is not started"):
        registry_login.command(clone, stack, [])

    local = {"organization": "LOCAL", "account": "DEV", "account_port": 7878, "registry_port": 7879}
    files.write(clone.paths.local / "account.json", json.dumps(local))
    files.write(clone.paths.local / "administrator.json", '{"user": "ADMIN", "password": "hidden"}')
    assert registry_login.command(clone, stack, ["--remove"]) == 0
    assert (clone.paths.root / "lines").read_text() == (
        f"-m components.registry_login --registry-host {HOST} --remove\n"
    )
