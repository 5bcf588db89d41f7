"""What Docker's configuration has for a registry."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_standins.docker.sign_ins import SignIns
from pulumi_standins.provider.provider import ProviderError

HOST = "acme-dev.registry.snowflakecomputing.com"
AUTH = {"auth": b64encode(b"USER:word").decode()}
TOKEN = '{"ServerURL": "x", "Username": "0sessiontoken", "Secret": "t"}'

# the sign-ins of a configuration, with helpers by what they do
Configured = Callable[..., SignIns]


@pytest.fixture
def configured(tmp_path: Path) -> Configured:
    def configure(content: Any, variable: str = "", **helpers: str) -> SignIns:
        for name, script in helpers.items():
            (tmp_path / f"docker-credential-{name}").write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / f"docker-credential-{name}").chmod(0o755)
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / "config.json").write_text(text)
        variables = {"DOCKER_CONFIG": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin"}
        return SignIns.of({**variables, **({"DOCKER_AUTH_CONFIG": variable} if variable else {})})

    return configure


@pytest.mark.parametrize("name", [HOST, f"https://{HOST}", f"https://{HOST}/v1/"])
def test_a_sign_in_is_found_by_host_or_address(configured: Configured, name: str) -> None:
    found = configured({"auths": {name: AUTH}}).of_registry(HOST)
    assert (found["username"], found["password"]) == ("USER", "word")


@pytest.mark.parametrize("content", [{}, "", {"auths": {}}, {"auths": {"other.example.org": AUTH}}])
def test_where_nothing_is_known_there_is_nothing(configured: Configured, content: Any) -> None:
    assert configured(content).of_registry(HOST) == {}


def test_without_a_configuration_there_is_nothing(tmp_path: Path) -> None:
    assert SignIns.of({"DOCKER_CONFIG": str(tmp_path / "none")}).of_registry(HOST) == {}


def test_the_registrys_own_helper_is_asked_for_it_before_all_others(configured: Configured) -> None:
    content = {"credHelpers": {HOST: "own"}, "credsStore": "store", "auths": {HOST: AUTH}}
    found = configured(content, own=f"[ $1 = get ] && [ $(cat) = {HOST} ] && echo '{TOKEN}'", store="exit 1")
    assert found.of_registry(HOST) == {"username": "0sessiontoken", "password": "t", "serveraddress": HOST}


def test_a_store_is_asked_for_what_has_no_helper(configured: Configured) -> None:
    content = {"credHelpers": {"other.example.org": "own"}, "credsStore": "store"}
    assert configured(content, store=f"echo '{TOKEN}'").of_registry(HOST)["username"] == "0sessiontoken"


def test_the_systems_store_is_taken_where_none_is_named(configured: Configured) -> None:
    found = configured({"auths": {HOST: AUTH}}, secretservice=f"echo '{TOKEN}'")
    assert found.of_registry(HOST)["username"] == "0sessiontoken"


def test_a_helpers_token_is_one_of_the_registry(configured: Configured) -> None:
    found = configured({"credsStore": "store"}, store='echo \'{"Username": "<token>", "Secret": "t"}\'')
    assert found.of_registry(HOST) == {"identitytoken": "t", "serveraddress": HOST}


def test_the_variable_comes_before_the_file(configured: Configured) -> None:
    variable = json.dumps({"auths": {HOST: {"auth": b64encode(b"OTHER:word").decode()}}})
    found = configured({"credHelpers": {HOST: "own"}}, variable, own="exit 1")
    assert found.of_registry(HOST)["username"] == "OTHER"


def test_a_helper_that_knows_nothing_is_no_error(configured: Configured) -> None:
    found = configured({"credHelpers": {HOST: "own"}}, own="echo credentials not found in native keychain; exit 1")
    assert found.of_registry(HOST) == {}


def test_a_helper_that_fails_is_said_in_its_words(configured: Configured) -> None:
    found = configured({"credHelpers": {HOST: "own"}}, own="echo the key is refused; exit 1")
    with pytest.raises(ProviderError, match=r"docker-credential-own says: the key is refused$"):
        found.of_registry(HOST)


def test_a_helper_that_is_not_there_is_named(configured: Configured) -> None:
    with pytest.raises(ProviderError, match=f"credential for {HOST}: docker-credential-none is not on PATH"):
        configured({"credHelpers": {HOST: "none"}}).of_registry(HOST)


def test_all_are_found_but_those_whose_helpers_fail(configured: Configured) -> None:
    helpers = {HOST: "own", "broken.example.org": "broken", "known.example.org": "broken"}
    content = {"credHelpers": helpers, "auths": {"written.example.org": AUTH}}
    warned: list[str] = []
    known = {"known.example.org": {"username": "KNOWN"}}
    found = configured(content, own=f"echo '{TOKEN}'", broken="echo no; exit 1").all(known, warned.append)
    assert {host: entry["username"] for host, entry in found.items()} == {
        HOST: "0sessiontoken",
        "known.example.org": "KNOWN",
        "written.example.org": "USER",
    }
    assert warned == ["the credential for broken.example.org: docker-credential-broken says: no"]


@pytest.mark.parametrize("text", ["{", "[]", "null"])
def test_a_file_that_is_no_configuration_is_named(configured: Configured, text: str) -> None:
    with pytest.raises(ProviderError, match=r"config\.json is no JSON object"):
        configured(text)


def test_nothing_of_it_is_shown(configured: Configured) -> None:
    assert "word" not in repr(configured({"auths": {HOST: AUTH}}))
