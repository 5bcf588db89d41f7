"""Whether images can be built and pushed, said before the first resource."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from components.account_images import MADE_UP
from components.docker_daemon import Daemon
from components.image_delivery import IMAGE, PUSHED, ROOM, problems_of_delivery
from components.image_tag import PLATFORM, image_tag
from components.instance_families import QUESTION
from components.problems import AccountError, DeliveryError, Problem
from components.recorded_state import Recorded
from components.settings import Registry, Settings
from devkit.bench.workspace import named_images
from devkit.testing.event_loop import kept_loop
from tests.unit.answering import answering
from tests.unit.configuration import loaded
from tests.unit.existing_account import ExistingAccount
from tests.unit.previewing import preview

BUILD_ARGS = {
    "milvus": {"MILVUS_IMAGE": "milvusdb/milvus:v2.5.27"},
    "keeper": {"PYTHON_IMAGE": "python:3.11.11-slim-bookworm"},
    "jupyter": {"PYTHON_IMAGE": "python:3.11.11-slim-bookworm"},
}


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[str]:
    information = json.dumps({"DockerRootDir": str(tmp_path)}).encode()
    with answering(200, information, tmp_path / "docker.sock") as where:
        yield where


def problems(host: str, registry: str, recorded: Recorded | None = None) -> list[Problem]:
    settings = replace(loaded(), registry=Registry(host=registry))
    return asked(settings, recorded or {}, {"DOCKER_HOST": host})


def asked(settings: Settings, recorded: Recorded, environment: dict[str, str]) -> list[Problem]:
    return kept_loop().run_until_complete(problems_of_delivery(settings, recorded, environment))


def pushed(registry: str) -> Recorded:
    """What the state has of both images."""
    found: dict[str, dict[str, str]] = {}
    for image, build_args in BUILD_ARGS.items():
        tag = image_tag(Path("images") / image, "Dockerfile", build_args, PLATFORM)
        name = f"{registry}/milvus_demo/public/milvus_repo/{image}:{tag}"
        found[f"urn:x$docker:index/image:Image::{image}-image"] = {"imageName": name}
        found[f"urn:x$pulumi-python:dynamic/{PUSHED}{image}-pushed"] = {"image": image, "tag": tag}
    return found


def test_name_the_daemon_that_does_not_answer(tmp_path: Path) -> None:
    (found,) = problems(f"unix://{tmp_path}/none.sock", "127.0.0.1:1")
    assert str(found).startswith(
        f"the Docker daemon at unix://{tmp_path}/none.sock is not answering: [Errno 2] No such"
    )
    assert "start Docker, or set DOCKER_HOST" in found.remedy


def test_name_the_registry_that_does_not_answer(daemon: str) -> None:
    (found,) = problems(daemon, "127.0.0.1:1")
    assert str(found).startswith("the image registry 127.0.0.1:1 is not to be reached: [Errno 111] Connection refused;")
    assert "check milvus-spcs:registryHost" in found.remedy


@pytest.mark.parametrize("status", [200, 401, 403, 404])
def test_take_any_answer_of_a_registry(daemon: str, status: int) -> None:
    with answering(status) as registry:
        assert problems(daemon, registry) == []


def test_name_a_registry_with_an_error_of_its_own(daemon: str) -> None:
    with answering(503) as registry:
        (found,) = problems(daemon, registry)
    assert "is not to be reached: it answers 503 Service Unavailable" in str(found)


def test_ask_no_registry_for_what_was_pushed(daemon: str) -> None:
    registry = "127.0.0.1:1"
    known = pushed(registry)
    assert problems(daemon, registry, known) == []
    for gone in (IMAGE, PUSHED):  # another tag, or one whose push failed
        assert problems(daemon, registry, {urn: it for urn, it in known.items() if gone not in urn})


def test_ask_no_registry_from_elsewhere_than_the_daemon_is() -> None:
    with answering(200) as where:
        assert problems(f"tcp://{where}", "127.0.0.1:1") == []


def test_ask_nothing_where_nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Daemon, "information", lambda _: pytest.fail("asked"))
    assert asked(loaded(), {}, {MADE_UP: "true"}) == []
    references = named_images("a/b/c", "1")
    assert asked(loaded(services=references), {}, {}) == []


def test_warn_of_a_disk_with_little_room(daemon: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", said.append)
    for free in (ROOM, ROOM - 1):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        problems(daemon, "127.0.0.1:1")
    (line,) = said
    assert line == (
        f"{tmp_path}, where Docker keeps images, has 4.0 GiB left; building may take 4. "
        "To do: docker system prune, or give it more room"
    )


@pytest.mark.parametrize("update", [False, True])
def test_say_it_before_the_first_resource(
    account: ExistingAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, update: bool
) -> None:
    monkeypatch.delenv(MADE_UP)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(DeliveryError, match=r"^1 thing about images needs .*\n.*the Docker daemon at"):
        preview(update=update)
    account.shown = {QUESTION: [{"name": "CPU_X64_M"}]}
    with pytest.raises(AccountError, match=r"^2 things in the account need .*\n.*family.*\n.*the Docker daemon at"):
        preview(update=update)
