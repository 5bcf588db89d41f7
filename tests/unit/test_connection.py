"""How to reach an account, and who signs in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from components.connection import Connection, load_connection
from components.problems import SettingsError
from components.secret import Secret
from components.settings_table import JWT, PASSWORD, PAT
from tests.unit.configuration import FixedSource
from tests.unit.recording import ACCOUNT

PLACE = {"SNOWFLAKE_ORGANIZATION_NAME": "ACME", "SNOWFLAKE_ACCOUNT_NAME": "DEV_1", "SNOWFLAKE_ROLE": "DEPLOYER_ROLE"}
KEY = {"SNOWFLAKE_USER": "CI", "SNOWFLAKE_AUTHENTICATOR": JWT, "SNOWFLAKE_PRIVATE_KEY": "k"}


def connection(changes: Mapping[str, str], environment: Mapping[str, str] | None = None) -> Connection:
    values = {**ACCOUNT, **{f"snowflake:{name}": value for name, value in changes.items()}}
    return load_connection(FixedSource(values, list(values)), environment or {})


def of_environment(environment: Mapping[str, str], values: Mapping[str, str] | None = None) -> Connection:
    """With what is in the stack's configuration, nothing of it marked secret."""
    return load_connection(FixedSource(values or {}, []), environment)


def profile(directory: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    """The variable of a file with profiles."""
    file = directory / "config"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return {"SNOWFLAKE_CONFIG_PATH": str(file)}


def test_take_what_most_accounts_need_by_itself() -> None:
    found = connection({})
    assert (found.account, found.user, found.role) == ("ACME-DEV_1", "DEPLOYER", "DEPLOYER_ROLE")
    assert (found.host, found.port, found.protocol) == (None, None, "https")


def test_take_another_place_and_role() -> None:
    found = connection({"host": "127.0.0.1", "port": "7878", "protocol": "http", "role": "DEPLOYERS"})
    assert (found.host, found.port, found.protocol, found.role) == ("127.0.0.1", 7878, "http", "DEPLOYERS")


@pytest.mark.parametrize(
    ("given", "authenticator"),
    [
        ({}, PASSWORD),
        ({"token": "t"}, PAT),
        ({"privateKey": "k"}, JWT),
        ({"privateKey": "k", "token": "t"}, JWT),
    ],
)
def test_sign_in_by_the_strongest_credential(given: dict[str, str], authenticator: str) -> None:
    assert connection(given).credentials.authenticator == authenticator


def test_keep_every_credential() -> None:
    found = connection({"token": "t", "privateKey": "k"}, {"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "p"}).credentials
    assert (found.password, found.token) == (Secret("deployer's secret"), Secret("t"))
    assert (found.private_key, found.private_key_passphrase) == (Secret("k"), Secret("p"))


def test_ask_for_all_that_is_missing() -> None:
    with pytest.raises(SettingsError) as caught:
        load_connection(FixedSource({}, []), {})
    assert [problem.subject for problem in caught.value.problems] == [
        "snowflake:organizationName",
        "snowflake:accountName",
        "snowflake:user",
        "snowflake:role",
        "snowflake:password",
    ]
    assert "config set --secret snowflake:password <value>, or set SNOWFLAKE_PASSWORD" in str(caught.value)


def test_who_signs_in_by_the_environment_is_in_no_configuration() -> None:
    found = of_environment({**PLACE, **KEY})
    assert (found.account, found.user, found.credentials.private_key) == ("ACME-DEV_1", "CI", Secret("k"))
    assert found.configured == {}


def test_what_the_configuration_has_is_said() -> None:
    found = of_environment({**PLACE, **KEY}, {"snowflake:user": "DEPLOYER"})
    assert (found.user, found.configured) == ("DEPLOYER", {"user": "DEPLOYER"})
    secret = load_connection(FixedSource({"snowflake:user": "DEPLOYER"}, ["snowflake:user"]), {**PLACE, **KEY})
    assert secret.configured == {"user": Secret("DEPLOYER")}


def test_a_profile_says_what_nothing_else_does(tmp_path: Path) -> None:
    text = '[default]\nuser = "OF_PROFILE"\nrole = "ROLE_OF_PROFILE"\npassword = "p"\nhost = "h"\nport = 8443\n'
    found = of_environment({**PLACE, **profile(tmp_path, text)})
    assert (found.user, found.role) == ("OF_PROFILE", "DEPLOYER_ROLE")
    assert (found.host, found.port, found.credentials.password) == ("h", 8443, Secret("p"))
    assert found.configured == {}


@pytest.mark.parametrize(("name", "told"), [("default", False), ("ci", True)])
def test_a_file_that_cannot_be_read_is_told_of_by_who_needs_it(name: str, told: bool, tmp_path: Path) -> None:
    open_to_all = {"SNOWFLAKE_PROFILE": name, **profile(tmp_path, "[default]\n", 0o644)}
    if told:
        with pytest.raises(SettingsError, match="config is open to others"):
            of_environment({**PLACE, **KEY, **open_to_all})
    else:  # the plugin goes on without it
        assert of_environment({**PLACE, **KEY, **open_to_all}).user == "CI"
    with pytest.raises(SettingsError, match="config is open to others") as caught:
        of_environment({**PLACE, **open_to_all})
    assert len(caught.value.problems) == 3


def test_connections_that_are_alike_are_one_key() -> None:
    """Sessions are kept by connection."""
    assert hash(of_environment({**PLACE, **KEY})) == hash(of_environment({**PLACE, **KEY}))
    assert of_environment({**PLACE, **KEY}) != of_environment({**PLACE, **KEY, "SNOWFLAKE_USER": "OTHER"})
