"""The providers, which are registered without their SDKs, against what the SDKs register."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_docker as docker
import pulumi_snowflake as snowflake
import pytest

from components.connection import Connection, load_connection
from components.credentials import Credentials
from components.providers import EXPERIMENTAL_FEATURES, PREVIEW_FEATURES, Providers
from components.roles import GUIDE_ROLES, Roles
from components.settings_table import JWT, OAUTH, PASSWORD, PAT, WORKLOAD_IDENTITY
from tests.unit.configuration import FixedSource
from tests.unit.recording import Recorded, record

CONNECTION = Connection(
    organization_name="ACME",
    account_name="DEV_1",
    user="DEPLOYER",
    role="DEPLOYER_ROLE",
    credentials=Credentials(authenticator=PASSWORD),
)
GUIDE = Roles(**GUIDE_ROLES)
ONE = Roles.all("DEPLOYER_ROLE")
WAYS: dict[str, dict[str, str]] = {
    PASSWORD: {"password": "s1"},
    PAT: {"token": "s2"},
    JWT: {"private_key": "s3", "private_key_passphrase": "s4"},
}
CREDENTIAL_INPUTS = {
    *("user", "authenticator", "password", "token", "privateKey", "privateKeyPassphrase", "passcode"),
    *("workloadIdentityProvider",),
}


def by_sdk(connection: Connection, credentials: dict[str, str], authenticator: str | None) -> None:
    """What is expected of `Providers`."""
    secrets: dict[str, Any] = {key: pulumi.Output.secret(value) for key, value in credentials.items()}
    for role in GUIDE_ROLES.values():
        snowflake.Provider(
            f"{role.lower()}-role",
            organization_name=connection.organization_name,
            account_name=connection.account_name,
            user="DEPLOYER" if credentials else None,
            role=role,
            authenticator=authenticator,
            host=connection.host,
            port=connection.port,
            protocol=connection.protocol,
            preview_features_enabled=PREVIEW_FEATURES,
            experimental_features_enableds=EXPERIMENTAL_FEATURES,
            **secrets,
        )
    docker.Provider("docker")


def configuration(authenticator: str) -> dict[str, str]:
    """A stack's, with the credentials of one way."""
    names = {"private_key": "privateKey", "private_key_passphrase": "privateKeyPassphrase"}
    given = {f"snowflake:{names.get(name, name)}": text for name, text in WAYS[authenticator].items()}
    return {**PLACE, "snowflake:user": "DEPLOYER", **given}


PLACE = {
    "snowflake:organizationName": "ACME",
    "snowflake:accountName": "DEV_1",
    "snowflake:role": "DEPLOYER_ROLE",
}


@pytest.mark.parametrize("authenticator", WAYS)
@pytest.mark.parametrize("place", [{}, {"host": "127.0.0.1", "port": 7878, "protocol": "http"}])
@pytest.mark.parametrize("docker_host", [None, "unix:///elsewhere.sock"])
def test_register_what_the_sdk_would(
    authenticator: str, place: dict[str, Any], docker_host: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    if docker_host:
        monkeypatch.setenv("DOCKER_HOST", docker_host)
    given = configuration(authenticator)
    secret = [f"snowflake:{name}" for name in ("password", "token", "privateKey", "privateKeyPassphrase")]
    connection = replace(load_connection(FixedSource(given, secret), {}), **place)
    ours = record(lambda: Providers(connection, GUIDE) and None)
    theirs = record(lambda: by_sdk(connection, WAYS[authenticator], authenticator))
    assert in_order(ours.resources) == in_order([compact(it) for it in theirs.resources])


def compact(resource: Recorded) -> Recorded:
    """With lists as the plugin writes them into the state, however they came to it."""
    lists = {key: json.loads(it) for key, it in resource.inputs.items() if isinstance(it, str) and it.startswith("[")}
    written = {key: json.dumps(it, separators=(",", ":")) for key, it in lists.items()}
    assert len(lists) in (0, 2)
    return replace(resource, inputs={**resource.inputs, **written})


ENVIRONMENT: dict[str, dict[str, str]] = {
    PASSWORD: {"PASSWORD": "s1"},
    JWT: {"PRIVATE_KEY": "s3", "PRIVATE_KEY_PASSPHRASE": "s4"},
    PAT: {"TOKEN": "s2"},
    OAUTH: {"TOKEN": "s5"},
    WORKLOAD_IDENTITY: {"TOKEN": "s6", "WORKLOAD_IDENTITY_PROVIDER": "OIDC"},
}


def sign_in_by_environment(authenticator: str, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """Whoever runs the program, with a stack's configuration that says nothing of it."""
    for name, text in {**ENVIRONMENT[authenticator], "USER": "CI", "AUTHENTICATOR": authenticator}.items():
        monkeypatch.setenv(f"SNOWFLAKE_{name}", text)
    return load_connection(FixedSource(PLACE, []))


@pytest.mark.parametrize("authenticator", ENVIRONMENT)
def test_nothing_of_who_signs_in_by_the_environment_is_an_input(
    authenticator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sign_in_by_environment(authenticator, monkeypatch)
    found = record(lambda: Providers(connection, GUIDE).owner("own", pulumi.Output.from_input("OWN")) and None)
    providers = found.of_type("pulumi:providers:snowflake").values()
    assert len(providers) == 5
    assert [item.name for item in providers if CREDENTIAL_INPUTS & item.inputs.keys()] == []
    assert {item.inputs["organizationName"] for item in providers} == {"ACME"}


@pytest.mark.parametrize("authenticator", [PASSWORD, JWT])
def test_the_provider_of_the_sdk_would_make_inputs_of_the_environment(
    authenticator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test before this one finds where somebody registers it after all."""
    connection = sign_in_by_environment(authenticator, monkeypatch)
    found = record(lambda: by_sdk(connection, {}, None))
    copied = {PASSWORD: "password", JWT: "privateKeyPassphrase"}[authenticator]
    providers = found.of_type("pulumi:providers:snowflake").values()
    assert [copied in item.inputs for item in providers] == [True] * 4


def in_order(resources: list[Recorded]) -> list[Recorded]:
    """By name: those with fewer outputs among their settings are registered sooner."""
    assert len(resources) == 5
    return sorted(resources, key=lambda it: it.name)


def test_register_none_of_docker_where_nothing_is_built() -> None:
    found = record(lambda: Providers(CONNECTION, GUIDE, builds=False) and None)
    assert {item.type for item in found.resources} == {"pulumi:providers:snowflake"}
    assert len(found.resources) == 4


@pytest.mark.parametrize("roles", [ONE, None])
def test_register_one_for_all_that_a_role_makes(roles: Roles | None) -> None:
    providers = record(lambda: Providers(CONNECTION, roles) and None).of_type("pulumi:providers:snowflake")
    assert {name: item.inputs["role"] for name, item in providers.items()} == {"deployer": "DEPLOYER_ROLE"}


def test_give_a_role_that_is_called_as_the_deployers_provider_one_of_its_own() -> None:
    found = record(lambda: Providers(CONNECTION, replace(ONE, account="DEPLOYER")) and None)
    providers = found.of_type("pulumi:providers:snowflake")
    assert {name: item.inputs["role"] for name, item in providers.items()} == {
        "deployer": "DEPLOYER_ROLE",
        "deployer-role": "DEPLOYER",
    }
