"""What is asked of Docker, and what is said where it does not answer or does not do it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest

from pulumi_standins.docker.daemon import Daemon
from pulumi_standins.docker.inputs import ImageInputs, Registry
from pulumi_standins.docker.stream import CancelledError
from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import Properties
from standins_tests.docker.building import DIGEST, NAME

HOST = "127.0.0.1:7879"
SIGNED_IN = {"username": "ADMIN", "password": "p", "serveraddress": HOST}


class Client:
    """Stands for Docker's: keeps what it is asked, and answers with what a test has put into `messages`."""

    asked: dict[str, Any]
    signed_in: dict[str, Any]
    messages: list[dict[str, Any]]

    def __init__(self, **_options: Any) -> None:
        self.timeout = 0
        self._auth_configs: dict[str, Any] = {}

    def build(self, **asked: Any) -> Iterator[dict[str, Any]]:
        Client.asked, Client.signed_in = asked, self._auth_configs
        return iter(Client.messages)

    def push(self, repository: str, **asked: Any) -> Iterator[dict[str, Any]]:
        Client.asked = {"repository": repository, **asked}
        return iter(Client.messages)

    def close(self) -> None: ...


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Daemon:
    """In front of a configuration of Docker's that has a sign-in to the registry."""
    monkeypatch.setattr(docker, "APIClient", Client)
    (tmp_path / "config.json").write_text(json.dumps({"auths": {HOST: {"auth": b64encode(b"OWN:q").decode()}}}))
    return Daemon(None, {"DOCKER_CONFIG": str(tmp_path)})


@pytest.fixture
def image(inputs: Properties) -> ImageInputs:
    return ImageInputs.of(inputs)


def test_build_gives_the_image_and_its_arguments(daemon: Daemon, image: ImageInputs) -> None:
    Client.messages = [{"stream": "Step 1/1"}, {"aux": {"ID": "sha256:2"}}]
    said: list[str] = []
    assert daemon.build(image, SIGNED_IN, said.append) == "sha256:2"
    assert (Client.asked["tag"], Client.asked["buildargs"]) == (NAME, {"A": "1"})
    assert said == [f"building {NAME}", "Step 1/1"]


def test_push_signs_in_for_itself_and_gives_the_digest(daemon: Daemon, image: ImageInputs) -> None:
    Client.messages = [{"aux": {"Tag": "tag", "Digest": "sha256:1"}}]
    assert daemon.push(image, daemon.sign_in(image, pytest.fail), lambda _: None) == DIGEST
    assert Client.asked["auth_config"] == SIGNED_IN


@pytest.mark.parametrize("server", [HOST, "", f"https://{HOST}/v2/"])
def test_sign_in_takes_what_docker_has_where_the_inputs_have_nothing(
    daemon: Daemon, image: ImageInputs, server: str
) -> None:
    found = daemon.sign_in(replace(image, registry=Registry(server, "", "")), pytest.fail)
    assert (found["username"], found["password"]) == ("OWN", "q")


@pytest.mark.parametrize(
    ("registry", "said"),
    [
        (Registry(HOST, "ADMIN", ""), "password was not set, although username was; using host credentials file"),
        (Registry(HOST, "", "p"), "username was not set, although password was; using host credentials file"),
    ],
)
def test_sign_in_warns_of_half_a_credential(daemon: Daemon, image: ImageInputs, registry: Registry, said: str) -> None:
    warned: list[str] = []
    assert daemon.sign_in(replace(image, registry=registry), warned.append)["username"] == "OWN"
    assert warned == [said]


def test_build_has_every_sign_in_for_its_base_images(daemon: Daemon, image: ImageInputs) -> None:
    Client.messages = [{"aux": {"ID": "sha256:2"}}]
    daemon.build(image, {**SIGNED_IN, "serveraddress": "other.example.org"}, lambda _: None)
    found = Client.signed_in["auths"]
    assert {host: entry["username"] for host, entry in found.items()} == {HOST: "OWN", "other.example.org": "ADMIN"}


def test_end_without_result_is_an_error(daemon: Daemon, image: ImageInputs) -> None:
    Client.messages = []
    with pytest.raises(ProviderError, match="ended without an image"):
        daemon.build(image, {}, lambda _: None)
    with pytest.raises(ProviderError, match="ended without a digest"):
        daemon.push(image, {}, lambda _: None)


def test_nothing_begins_once_cancelled(daemon: Daemon, image: ImageInputs) -> None:
    daemon.cancel()
    with pytest.raises(CancelledError):
        daemon.build(image, {}, lambda _: None)


def test_daemon_that_does_not_answer_is_named_with_remedy(image: ImageInputs) -> None:
    with pytest.raises(ProviderError, match=r"tcp://127\.0\.0\.1:1 does not answer .* or set DOCKER_HOST"):
        Daemon("tcp://127.0.0.1:1", {}).push(image, {}, lambda _: None)
