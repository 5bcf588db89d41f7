"""A provider without a daemon, and an image to build."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_standins.docker.plugin import DockerProvider
from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.values import Properties, Secret
from standins_tests.docker.building import NAME, RecordingBuilder


@pytest.fixture
def builder() -> RecordingBuilder:
    return RecordingBuilder()


@pytest.fixture
def provider(builder: RecordingBuilder) -> DockerProvider:
    made = DockerProvider(EngineLog(None), lambda _host: builder)
    made.configure({})
    return made


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "file").write_text("one")
    (tmp_path / "ignored.log").write_text("noise")
    (tmp_path / ".dockerignore").write_text("# noise\n*.log\n")
    return tmp_path


@pytest.fixture
def inputs(context: Path) -> Properties:
    return {
        "imageName": NAME,
        "build": {"context": str(context), "dockerfile": str(context / "Dockerfile"), "args": {"A": "1"}},
        "registry": {"server": "127.0.0.1:7879", "username": "ADMIN", "password": Secret("p")},
    }
