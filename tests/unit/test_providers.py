"""The providers, which are registered without their SDKs, against what the SDKs register."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
import pulumi_docker as docker
import pulumi_snowflake as snowflake
import pytest

from components.connection import JWT, PASSWORD, PAT, Connection, Credentials
from components.providers import EXPERIMENTAL_FEATURES, PREVIEW_FEATURES, Providers
from components.roles import GUIDE_ROLES, Roles
from components.secret import Secret
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


def by_sdk(connection: Connection, credentials: dict[str, str]) -> None:
    """What is expected of `Providers`."""
    secrets: dict[str, Any] = {key: pulumi.Output.secret(value) for key, value in credentials.items()}
    for role in GUIDE_ROLES.values():
        snowflake.Provider(
            f"{role.lower()}-role",
            organization_name=connection.organization_name,
            account_name=connection.account_name,
            user=connection.user,
            role=role,
            authenticator=connection.credentials.authenticator,
            host=connection.host,
            port=connection.port,
            protocol=connection.protocol,
            preview_features_enabled=PREVIEW_FEATURES,
            experimental_features_enableds=EXPERIMENTAL_FEATURES,
            **secrets,
        )
    docker.Provider("docker")


@pytest.mark.parametrize("authenticator", WAYS)
@pytest.mark.parametrize("place", [{}, {"host": "127.0.0.1", "port": 7878, "protocol": "http"}])
@pytest.mark.parametrize("docker_host", [None, "unix:///elsewhere.sock"])
def test_register_what_the_sdk_would(
    authenticator: str, place: dict[str, Any], docker_host: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    if docker_host:
        monkeypatch.setenv("DOCKER_HOST", docker_host)
    # one of each, of which the authenticator uses its own
    every = {name: Secret(text) for way in WAYS.values() for name, text in way.items()}
    connection = replace(CONNECTION, credentials=Credentials(authenticator=authenticator, **every), **place)
    credentials = WAYS[authenticator]
    ours = record(lambda: Providers(connection, GUIDE) and None)
    theirs = record(lambda: by_sdk(connection, credentials))
    assert in_order(ours.resources) == in_order(theirs.resources)


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
