"""Settings of the provider."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import UNKNOWN, Secret
from pulumi_standins.snowflake.configuration import Configuration, conflicts, unsupported
from standins_tests.recording import SETTINGS


def test_settings_win_over_variables() -> None:
    environment = {"SNOWFLAKE_USER": "OTHER", "SNOWFLAKE_HOST": "127.0.0.1", "SNOWFLAKE_PORT": "7878"}
    connection = Configuration.of({**SETTINGS, "port": "7979"}, environment).connection
    assert (connection["user"], connection["host"], connection["port"]) == ("ADMIN", "127.0.0.1", 7979)
    assert connection["account"] == "LOCAL-DEV"


def test_variables_are_enough() -> None:
    environment = {
        "SNOWFLAKE_ORGANIZATION_NAME": "LOCAL",
        "SNOWFLAKE_ACCOUNT_NAME": "DEV",
        "SNOWFLAKE_USER": "ADMIN",
        "SNOWFLAKE_PASSWORD": "p",
    }
    assert Configuration.of({}, environment).connection == {"account": "LOCAL-DEV", "user": "ADMIN", "password": "p"}


@pytest.mark.parametrize("missing", ["organizationName", "user", "password"])
def test_missing_setting_is_named_with_remedy(missing: str) -> None:
    settings = {key: value for key, value in SETTINGS.items() if key != missing}
    with pytest.raises(ProviderError, match=f"no {missing}: set snowflake:{missing} or SNOWFLAKE_"):
        Configuration.of(settings, {})


def test_token_takes_the_place_of_a_password() -> None:
    settings = {**SETTINGS, "authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": Secret("t")}
    connection = Configuration.of(settings, {}).connection
    assert connection["token"] == "t"
    assert "password" not in connection


WHERE = {"SNOWFLAKE_ORGANIZATION_NAME": "LOCAL", "SNOWFLAKE_ACCOUNT_NAME": "DEV"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"SNOWFLAKE_AUTHENTICATOR": "oauth"}, {"authenticator": "OAUTH"}),
        # as the real plugin does without one
        ({}, {"authenticator": "OAUTH"}),
        (
            {"SNOWFLAKE_AUTHENTICATOR": "WORKLOAD_IDENTITY", "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": "oidc"},
            {"authenticator": "WORKLOAD_IDENTITY", "workload_identity_provider": "OIDC"},
        ),
    ],
)
def test_token_needs_no_user(given: dict[str, str], expected: dict[str, str]) -> None:
    configuration = Configuration.of({}, {**WHERE, "SNOWFLAKE_TOKEN": "t", **given})
    assert configuration.connection == {"account": "LOCAL-DEV", "token": "t", **expected}
    assert configuration.is_short_lived == ("workload_identity_provider" in expected)


@pytest.mark.parametrize(("provider", "refused"), [("", "no workloadIdentityProvider"), ("AWS", "is AWS; .* OIDC")])
def test_workload_identity_is_of_an_issuer_of_tokens(provider: str, refused: str) -> None:
    environment = {"SNOWFLAKE_TOKEN": "t", "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": provider}
    with pytest.raises(ProviderError, match=refused):
        Configuration.of({"authenticator": "WORKLOAD_IDENTITY"}, {**WHERE, **environment})


def pem(passphrase: str | None) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption).decode()


@pytest.mark.parametrize("passphrase", ["phrase", None])
def test_key_is_read_with_the_passphrase_that_it_needs(passphrase: str | None) -> None:
    key = {"SNOWFLAKE_PRIVATE_KEY": pem(passphrase), "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "phrase"}
    settings = {**SETTINGS, "authenticator": "SNOWFLAKE_JWT"}
    assert Configuration.of(settings, key).connection["private_key"].startswith(b"0")


def profile(directory: Path, text: str) -> dict[str, str]:
    file = directory / "config"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return {"SNOWFLAKE_CONFIG_PATH": str(file)}


def test_profile_comes_last(tmp_path: Path) -> None:
    text = "[default]\norganization_name = 'LOCAL'\naccount_name = 'DEV'\nuser = 'U'\npassword = 'p'\nport = 7878\n"
    connection = Configuration.of({"role": "R"}, {"SNOWFLAKE_USER": "V", **profile(tmp_path, text)}).connection
    assert connection == {"account": "LOCAL-DEV", "user": "V", "password": "p", "port": 7878, "role": "R"}


def test_key_of_a_profile_takes_the_passphrase_of_the_profile_alone(tmp_path: Path) -> None:
    key = f"[default]\nprivate_key = '''{pem('phrase')}'''\n"
    settings = {**SETTINGS, "authenticator": "SNOWFLAKE_JWT"}
    other = {"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "phrase"}
    with pytest.raises(ProviderError, match="privateKey cannot be read"):
        Configuration.of(settings, {**profile(tmp_path, key), **other})
    found = Configuration.of(settings, profile(tmp_path, f"{key}private_key_passphrase = 'phrase'\n"))
    assert found.connection["private_key"].startswith(b"0")


@pytest.mark.parametrize("authenticator", ["SNOWFLAKE_JWT", "OAUTH"])
def test_password_beside_a_key_is_refused_wherever_they_are(authenticator: str) -> None:
    settings = {"authenticator": authenticator, "privateKey": "k"}
    assert conflicts(settings, {}) == {}
    assert conflicts(settings, {"SNOWFLAKE_PASSWORD": "p"}) == {"password": '"password": conflicts with private_key'}
    beside = {"SNOWFLAKE_PASSWORD": "p", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "q"}
    assert conflicts({}, beside) == {"password": '"password": conflicts with private_key_passphrase'}


def test_unknown_authenticator_says_what_is_allowed() -> None:
    with pytest.raises(ProviderError, match="SNOWFLAKE_JWT"):
        Configuration.of({**SETTINGS, "authenticator": "EXTERNALBROWSER"}, {})


def test_unserved_setting_is_refused() -> None:
    assert set(unsupported({**SETTINGS, "proxyHost": "p", "version": "2.20.0"})) == {"proxyHost"}


@pytest.mark.parametrize("value", ['["grants_show_caching"]', ["GRANTS_SHOW_CACHING"], '"GRANTS_SHOW_CACHING"'])
def test_experiments_are_taken_in_any_case(value: Any) -> None:
    settings = {**SETTINGS, "experimentalFeaturesEnableds": value}
    assert unsupported(settings) == {}
    assert Configuration.of(settings, {}).experiments == {"GRANTS_SHOW_CACHING"}


@pytest.mark.parametrize("name", ["NONSENSE", "GRANTS_SAFE_DESTROY"])
def test_other_experiments_are_refused_by_name(name: str) -> None:
    refused = unsupported({**SETTINGS, "experimentalFeaturesEnableds": json.dumps(["GRANTS_SHOW_CACHING", name])})
    assert set(refused) == {"experimentalFeaturesEnableds"}
    assert f"does not serve {name}; allowed: ACCOUNT_ROLE_SHOW_CACHING, " in refused["experimentalFeaturesEnableds"]


def test_experiments_that_are_not_known_yet_are_awaited() -> None:
    assert unsupported({**SETTINGS, "experimentalFeaturesEnableds": UNKNOWN}) == {}


def test_configuration_hides_credentials() -> None:
    assert "secret-of-admin" not in repr(Configuration.of(SETTINGS, {}))
