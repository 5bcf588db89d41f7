"""Ways to sign in, and what of a credential the provider's plugin would not take."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from components.config_reader import ConfigReader
from components.connection import load_connection
from components.credentials import WAYS, Credentials, configured, read_credentials
from components.problems import SettingsError
from components.secret import Secret
from components.settings_table import JWT, OAUTH, OIDC, PASSWORD, PAT, WORKLOAD_IDENTITY
from tests.unit.configuration import FixedSource
from tests.unit.recording import ACCOUNT

IDENTITY = {"SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": OIDC}
GIVEN: Mapping[str, Mapping[str, str]] = {
    PASSWORD: {"SNOWFLAKE_PASSWORD": "s1"},
    JWT: {"SNOWFLAKE_PRIVATE_KEY": "s2", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "s3"},
    PAT: {"SNOWFLAKE_TOKEN": "s4"},
    OAUTH: {"SNOWFLAKE_TOKEN": "s5"},
    WORKLOAD_IDENTITY: {"SNOWFLAKE_TOKEN": "s6", **IDENTITY},
}


def reader(environment: Mapping[str, str], **values: str) -> ConfigReader:
    return ConfigReader(FixedSource({f"snowflake:{key}": it for key, it in values.items()}, []), environment)


def read(environment: Mapping[str, str], **values: str) -> Credentials:
    """What of it stands in the configuration is secret."""
    keys = {f"snowflake:{key}": value for key, value in values.items()}
    found = ConfigReader(FixedSource(keys, list(keys)), environment)
    credentials = read_credentials(found)
    found.finish()
    return credentials


def problems(environment: Mapping[str, str]) -> list[str]:
    found = reader(environment)
    read_credentials(found)
    return [str(problem) for problem in found.problems]


def inputs(environment: Mapping[str, str], **values: str) -> dict[str, str | Secret]:
    found = reader(environment, **values)
    return configured(found, read_credentials(found))


@pytest.mark.parametrize("authenticator", GIVEN)
def test_every_way_is_read_from_variables_and_is_no_input(authenticator: str) -> None:
    environment = {**GIVEN[authenticator], "SNOWFLAKE_AUTHENTICATOR": authenticator.lower()}
    assert read(environment).authenticator == authenticator
    assert problems(environment) == []
    assert inputs(environment) == {}


def test_ways_are_those_that_the_setting_allows() -> None:
    assert {way.authenticator for way in WAYS} == set(GIVEN)


def test_a_key_has_its_passphrase_and_an_identity_its_provider() -> None:
    key = read({**GIVEN[JWT], "SNOWFLAKE_AUTHENTICATOR": JWT})
    assert (key.private_key, key.private_key_passphrase) == (Secret("s2"), Secret("s3"))
    identity = read({**GIVEN[WORKLOAD_IDENTITY], "SNOWFLAKE_AUTHENTICATOR": WORKLOAD_IDENTITY})
    assert (identity.token, identity.identity_provider) == (Secret("s6"), OIDC)


def test_a_password_needs_no_authenticator() -> None:
    assert read(GIVEN[PASSWORD]).authenticator == PASSWORD


def test_a_key_without_an_authenticator_is_told_the_line() -> None:
    assert problems(GIVEN[JWT]) == [
        "snowflake:authenticator is missing; allowed: SNOWFLAKE_JWT for a private key. "
        "To do: export SNOWFLAKE_AUTHENTICATOR=SNOWFLAKE_JWT."
    ]


def test_a_token_without_an_authenticator_is_told_the_three_lines() -> None:
    (found,) = problems(GIVEN[PAT])
    for authenticator in (PAT, OAUTH, WORKLOAD_IDENTITY):
        assert f"export SNOWFLAKE_AUTHENTICATOR={authenticator}" in found


def test_an_authenticator_that_does_not_fit_is_told_the_line() -> None:
    assert problems({**GIVEN[JWT], "SNOWFLAKE_AUTHENTICATOR": "oauth"}) == [
        "snowflake:authenticator is OAUTH, for an OAuth token; allowed: SNOWFLAKE_JWT for a private key. "
        "To do: export SNOWFLAKE_AUTHENTICATOR=SNOWFLAKE_JWT, or set SNOWFLAKE_TOKEN."
    ]


def test_an_authenticator_without_any_credential_asks_for_its_own() -> None:
    (found,) = problems({"SNOWFLAKE_AUTHENTICATOR": JWT})
    assert found.startswith(
        "snowflake:privateKey is missing; allowed: a private key, which SNOWFLAKE_JWT signs in with"
    )


def test_an_authenticator_that_asks_somebody_is_refused() -> None:
    (found,) = problems({**GIVEN[PASSWORD], "SNOWFLAKE_AUTHENTICATOR": "externalbrowser"})
    assert "allowed: one of SNOWFLAKE, SNOWFLAKE_JWT, PROGRAMMATIC_ACCESS_TOKEN, OAUTH, WORKLOAD_IDENTITY" in found


def test_a_workload_identity_names_its_provider() -> None:
    environment = {"SNOWFLAKE_TOKEN": "t", "SNOWFLAKE_AUTHENTICATOR": WORKLOAD_IDENTITY}
    (found,) = problems(environment)
    assert found.endswith("To do: export SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER=OIDC.")
    (wrong,) = problems({**environment, "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": "AWS"})
    assert "allowed: one of OIDC" in wrong


@pytest.mark.parametrize(
    ("authenticator", "unset"),
    [
        (JWT, "SNOWFLAKE_PASSWORD"),
        (PASSWORD, "SNOWFLAKE_PRIVATE_KEY SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
        (PAT, "SNOWFLAKE_PASSWORD SNOWFLAKE_PRIVATE_KEY SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
    ],
)
def test_a_password_beside_a_key_which_the_plugin_refuses_is_told(authenticator: str, unset: str) -> None:
    both = {**GIVEN[PASSWORD], **GIVEN[JWT], **GIVEN[PAT], "SNOWFLAKE_AUTHENTICATOR": authenticator}
    (found,) = problems(both)
    assert found.endswith(f"allowed: a password or a private key. To do: unset {unset}.")


def test_a_key_of_the_configuration_beside_a_password_of_the_environment_is_told() -> None:
    with pytest.raises(SettingsError, match=r"To do: unset SNOWFLAKE_PASSWORD\."):
        read(GIVEN[PASSWORD], privateKey="k")
    # of what stands in the configuration the plugin is given what is used alone
    assert read({}, privateKey="k", password="p").authenticator == JWT


def test_what_stands_in_the_configuration_is_an_input_with_its_authenticator() -> None:
    secrets = {"privateKey": "k", "privateKeyPassphrase": "p", "token": "t", "password": "w"}
    key = {"privateKey": Secret("k"), "privateKeyPassphrase": Secret("p"), "authenticator": JWT}
    assert inputs({}, **secrets) == key
    assert inputs({}, token="t") == {"token": Secret("t"), "authenticator": PAT}
    assert inputs({}, password="w") == {"password": Secret("w"), "authenticator": PASSWORD}


def test_a_part_in_the_environment_is_no_input() -> None:
    passphrase = {"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "p"}
    assert inputs(passphrase, privateKey="k") == {"privateKey": Secret("k"), "authenticator": JWT}
    environment = {"SNOWFLAKE_TOKEN": "t", **IDENTITY}
    assert inputs(environment, authenticator=WORKLOAD_IDENTITY) == {"authenticator": WORKLOAD_IDENTITY}


def of_profile(directory: Path, text: str, environment: Mapping[str, str]) -> Credentials:
    file = directory / "config"
    file.write_text(f"[default]\n{text}", encoding="utf-8")
    file.chmod(0o600)
    place = {key: value for key, value in ACCOUNT.items() if key != "snowflake:password"}
    return load_connection(FixedSource(place, []), {"SNOWFLAKE_CONFIG_PATH": str(file), **environment}).credentials


def test_a_profile_has_key_and_passphrase_or_neither(tmp_path: Path) -> None:
    text = 'authenticator = "snowflake_jwt"\nprivate_key = "k"\nprivate_key_passphrase = "p"\n'
    assert of_profile(tmp_path, text, {}).private_key_passphrase == Secret("p")
    assert of_profile(tmp_path, text, {"SNOWFLAKE_PRIVATE_KEY": "other"}).private_key_passphrase is None
    without = text.replace("private_key_passphrase", "unknown")
    environment = {"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "p"}
    assert of_profile(tmp_path, without, environment).private_key_passphrase is None


def test_the_line_that_is_missing_in_a_profile_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match='To do: authenticator = "SNOWFLAKE_JWT" in the profile'):
        of_profile(tmp_path, 'private_key = "k"', {})
    with pytest.raises(SettingsError, match='To do: authenticator = "SNOWFLAKE" in the profile, or set SNOWFLAKE_TOK'):
        of_profile(tmp_path, 'password = "k"\nauthenticator = "OAUTH"', {})


def test_a_password_of_a_profile_beside_a_key_of_the_environment_is_fine(tmp_path: Path) -> None:
    key = {"SNOWFLAKE_PRIVATE_KEY": "k", "SNOWFLAKE_AUTHENTICATOR": JWT}
    assert of_profile(tmp_path, 'password = "p"', key).authenticator == JWT
