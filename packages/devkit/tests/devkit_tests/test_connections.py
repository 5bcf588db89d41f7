"""Connections of Snowflake's clients as variables."""

from pathlib import Path

import pytest

from devkit import connections, files
from devkit.errors import ToolchainError

PASSWORD = 'account = "acme-dev_1"\nuser = "U"\npassword = "hunter2"\n'
KEY = 'account = "acme-dev_1"\nuser = "U"\n'
WHO = {"SNOWFLAKE_ORGANIZATION_NAME": "acme", "SNOWFLAKE_ACCOUNT_NAME": "dev_1", "SNOWFLAKE_USER": "U"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "snowflake"


def written(home: Path, content: str, name: str = "connections.toml", mode: int = 0o600) -> Path:
    files.write(home / name, content, mode)
    return home / name


def read(home: Path, content: str, name: str | None = "dev") -> dict[str, str]:
    written(home, f"[dev]\n{content}")
    return connections.variables(home, name, {})


def refused(home: Path, content: str, name: str | None = "dev") -> str:
    with pytest.raises(ToolchainError) as caught:
        read(home, content, name)
    assert "hunter2" not in str(caught.value)
    return str(caught.value)


def test_account_is_split_and_everything_said(home: Path) -> None:
    more = 'role = "R"\nwarehouse = "W"\nhost = "h"\nport = 443\nprotocol = "https"\ndatabase = "D"\nschema = "S"\n'
    assert read(home, PASSWORD + more) == {
        **WHO,
        "SNOWFLAKE_ROLE": "R",
        "SNOWFLAKE_WAREHOUSE": "W",
        "SNOWFLAKE_HOST": "h",
        "SNOWFLAKE_PORT": "443",
        "SNOWFLAKE_PROTOCOL": "https",
        "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE",
        "SNOWFLAKE_PASSWORD": "hunter2",
    }


@pytest.mark.parametrize("authenticator", ["", 'authenticator = "snowflake_jwt"\n'])
def test_key_of_a_file_is_read_and_nothing_beside_it(home: Path, authenticator: str) -> None:
    file = written(home, "-----BEGIN PRIVATE KEY-----\nhunter2\n", "key.p8")
    content = f'{PASSWORD}private_key_file = "{file}"\nprivate_key_passphrase = "unused"\n{authenticator}'
    assert read(home, content) == {
        **WHO,
        "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE_JWT",
        "SNOWFLAKE_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----\nhunter2",
    }


def test_encrypted_key_comes_with_its_passphrase(home: Path) -> None:
    file = written(home, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "key.p8")
    content = f'{KEY}private_key_path = "{file}"\n'
    assert read(home, f'{content}private_key_file_pwd = "p"\n')["SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"] == "p"
    assert "has an encrypted private key, but no private_key_passphrase" in refused(home, content)


@pytest.mark.parametrize(
    ("authenticator", "more"),
    [
        ("PROGRAMMATIC_ACCESS_TOKEN", {}),
        ("oauth", {}),
        ("workload_identity", {"SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": "OIDC"}),
    ],
)
@pytest.mark.parametrize("in_file", [True, False])
def test_token_is_read_for_its_authenticator(
    home: Path, authenticator: str, more: dict[str, str], in_file: bool
) -> None:
    file = written(home, "t0ken\n", "token")
    token = f'token_file_path = "{file}"' if in_file else 'token = "t0ken"'
    provider = 'workload_identity_provider = "oidc"\n' if more else ""
    expected = {**WHO, "SNOWFLAKE_AUTHENTICATOR": authenticator.upper(), "SNOWFLAKE_TOKEN": "t0ken", **more}
    assert read(home, f'{KEY}authenticator = "{authenticator}"\n{token}\n{provider}') == expected


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (KEY, "has authenticator SNOWFLAKE, but no password"),
        (f'{KEY}token = "hunter2"', "has authenticator SNOWFLAKE, and a token, but no password"),
        (f'{PASSWORD}authenticator = "SNOWFLAKE_JWT"', "and a password, but no private key"),
        (f'{PASSWORD}authenticator = "externalbrowser"', "has authenticator EXTERNALBROWSER; programs can sign in by"),
        (f'{PASSWORD}authenticator = "WORKLOAD_IDENTITY"\ntoken = "t"', "workload_identity_provider left out; allowed"),
        (PASSWORD.replace("acme-dev_1", "xy12345.eu-west-1"), "the provider wants organization-name, no locator"),
        (PASSWORD.replace('user = "U"', ""), "has no user"),
        (f'{PASSWORD}region = "x"\npasscode = "hunter2"', "has passcode, region, which the program has no variable"),
        (PASSWORD.replace('"U"', '["U"]'), "has user, which is no text"),
        (f'{KEY}private_key_file = "key.p8"', "has private_key_file key.p8, which is no whole path"),
        (f'{KEY}private_key_file = "/nowhere/key.p8"', "/nowhere/key.p8 cannot be read: No such file or directory"),
        ("password = hunter2", "is no TOML"),
    ],
)
def test_what_cannot_be_translated_is_said_without_the_secret(home: Path, content: str, told: str) -> None:
    assert told in refused(home, content)


def test_unknown_connection_is_told_which_there_are(home: Path) -> None:
    assert "has no connection 'prod'; it has dev." in refused(home, PASSWORD, "prod")


@pytest.mark.parametrize("name", ["connections.toml", "key.p8"])
@pytest.mark.parametrize("mode", [0o644, 0o640])
def test_file_that_others_may_read_is_refused(home: Path, name: str, mode: int) -> None:
    key = written(home, "k", "key.p8")
    written(home, f'[dev]\n{KEY}private_key_file = "{key}"\n')
    (home / name).chmod(mode)
    with pytest.raises(ToolchainError, match=f"others than its owner may read .*To do: chmod 600 {home / name}"):
        connections.variables(home, "dev", {})


def test_default_connection_is_named_by_variable_or_file(home: Path) -> None:
    written(home, f"[dev]\n{PASSWORD}\n[default]\n{PASSWORD.replace('U', 'V')}")
    assert connections.variables(home, None, {})["SNOWFLAKE_USER"] == "V"
    assert connections.variables(home, None, {connections.DEFAULT_NAME: "dev"})["SNOWFLAKE_USER"] == "U"
    written(home, 'default_connection_name = "dev"\n', "config.toml")
    assert connections.variables(home, None, {})["SNOWFLAKE_USER"] == "U"


def test_connections_of_the_common_file_are_read_where_they_have_none_of_their_own(home: Path) -> None:
    written(home, f"[connections.dev]\n{PASSWORD}", "config.toml")
    assert connections.variables(home, "dev", {})["SNOWFLAKE_USER"] == "U"


def test_neither_file_says_what_to_set(home: Path) -> None:
    with pytest.raises(ToolchainError, match=r"neither .*connections.toml nor .*config.toml. To do: set SNOWFLAKE_HOM"):
        connections.variables(home, "dev", {})
