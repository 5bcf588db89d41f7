"""What is asked of Docker, and what is said where it does not answer or does not do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import docker
import pytest

from pulumi_standins.docker.daemon import Daemon
from pulumi_standins.docker.inputs import ImageInputs
from pulumi_standins.docker.stream import CancelledError
from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import Properties
from standins_tests.docker.building import DIGEST, NAME


class Client:
    """Stands for Docker's: keeps what it is asked, and answers with what a test has put into `messages`."""

    asked: dict[str, Any]
    messages: list[dict[str, Any]]

    def __init__(self, **_options: Any) -> None:
        self.timeout = 0

    def build(self, **asked: Any) -> Iterator[dict[str, Any]]:
        Client.asked = asked
        return iter(Client.messages)

    def push(self, repository: str, **asked: Any) -> Iterator[dict[str, Any]]:
        Client.asked = {"repository": repository, **asked}
        return iter(Client.messages)

    def close(self) -> None: ...


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Daemon:
    monkeypatch.setattr(docker, "APIClient", Client)
    return Daemon(None, {})


@pytest.fixture
def image(inputs: Properties) -> ImageInputs:
    return ImageInputs.of(inputs)


def test_build_gives_the_image_and_its_arguments(daemon: Daemon, image: ImageInputs) -> None:
    Client.messages = [{"stream": "Step 1/1"}, {"aux": {"ID": "sha256:2"}}]
    said: list[str] = []
    assert daemon.build(image, said.append) == "sha256:2"
    assert (Client.asked["tag"], Client.asked["buildargs"]) == (NAME, {"A": "1"})
    assert said == [f"building {NAME}", "Step 1/1"]


def test_push_signs_in_for_itself_and_gives_the_digest(daemon: Daemon, image: ImageInputs) -> None:
    Client.messages = [{"aux": {"Tag": "tag", "Digest": "sha256:1"}}]
    assert daemon.push(image, lambda _: None) == DIGEST
    assert Client.asked["auth_config"] == {"username": "ADMIN", "password": "p", "serveraddress": "127.0.0.1:7879"}


def test_end_without_result_is_an_error(daemon: Daemon, image: ImageInputs) -> None:
    Client.messages = []
    with pytest.raises(ProviderError, match="ended without an image"):
        daemon.build(image, lambda _: None)
    with pytest.raises(ProviderError, match="ended without a digest"):
        daemon.push(image, lambda _: None)


def test_nothing_begins_once_cancelled(daemon: Daemon, image: ImageInputs) -> None:
    daemon.cancel()
    with pytest.raises(CancelledError):
        daemon.build(image, lambda _: None)


def test_daemon_that_does_not_answer_is_named_with_remedy(image: ImageInputs) -> None:
    with pytest.raises(ProviderError, match=r"tcp://127\.0\.0\.1:1 does not answer .* or set DOCKER_HOST"):
        Daemon("tcp://127.0.0.1:1", {}).push(image, lambda _: None)
