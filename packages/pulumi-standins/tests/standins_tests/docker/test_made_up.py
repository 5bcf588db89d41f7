"""Images that nobody builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_standins.docker.__main__ import _connect
from pulumi_standins.docker.made_up import VARIABLE, MadeUp
from pulumi_standins.docker.plugin import DockerProvider
from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.values import Properties
from standins_tests.docker.building import NAME, TARGET, checked


def digest(inputs: Properties, name: str) -> str:
    made_up = DockerProvider(EngineLog(None), lambda _host: MadeUp())
    made_up.configure({})
    made = made_up.create(TARGET, checked(made_up, {**inputs, "imageName": name}), preview=False)
    return str(made.outputs["repoDigest"])


def test_a_digest_is_the_names_own_whatever_the_registry(inputs: Properties) -> None:
    repository = NAME.rpartition(":")[0]
    found = digest(inputs, NAME)
    assert found.startswith(f"{repository}@sha256:")
    assert digest(inputs, f"{repository}:other") != found
    assert digest(inputs, f"elsewhere/{NAME.partition('/')[2]}").rpartition("@")[2] == found.rpartition("@")[2]


def test_the_plugin_makes_them_up_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    monkeypatch.setenv(VARIABLE, "true")
    assert isinstance(_connect(None), MadeUp)
