"""Inputs that are refused, and defaults."""

from __future__ import annotations

import pytest

from pulumi_standins.docker.plugin import DockerProvider
from pulumi_standins.provider.values import UNKNOWN, Properties
from standins_tests.docker.building import TARGET, checked


def test_check_of_unknown_build_waits(provider: DockerProvider, inputs: Properties) -> None:
    assert checked(provider, {**inputs, "build": UNKNOWN})["build"] is UNKNOWN


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"imageName": ""}, "imageName"),
        ({"colour": 1}, "colour"),
        ({"build": {"context": "/nowhere"}}, "build.dockerfile"),
        ({"build": "images/milvus"}, "build"),
    ],
)
def test_check_refuses(provider: DockerProvider, inputs: Properties, change: Properties, name: str) -> None:
    assert name in provider.check(TARGET, {**inputs, **change}).failures


def test_check_refuses_buildkit(provider: DockerProvider, inputs: Properties) -> None:
    inputs["build"]["builderVersion"] = "BuilderBuildKit"
    assert set(provider.check(TARGET, inputs).failures) == {"build.builderVersion"}
