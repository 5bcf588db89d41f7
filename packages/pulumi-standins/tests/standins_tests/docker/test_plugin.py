"""Images: what is built, compared and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_standins.docker.plugin import DockerProvider
from pulumi_standins.provider.provider import ProviderError, State, Target
from pulumi_standins.provider.values import UNKNOWN, Properties, Secret
from standins_tests.docker.building import DIGEST, NAME, TARGET, RecordingBuilder, checked


def test_preview_builds_nothing_and_knows_the_name(
    provider: DockerProvider, builder: RecordingBuilder, inputs: Properties
) -> None:
    inputs["registry"]["server"] = UNKNOWN
    outputs = provider.create(TARGET, checked(provider, inputs), preview=True).outputs
    assert (outputs["imageName"], outputs["repoDigest"]) == (NAME, UNKNOWN)
    assert builder.built == []


def test_create_builds_pushes_and_tells_the_digest(
    provider: DockerProvider, builder: RecordingBuilder, inputs: Properties
) -> None:
    made = provider.create(TARGET, checked(provider, inputs), preview=False)
    assert (made.id, made.outputs["repoDigest"]) == (NAME, DIGEST)
    assert [(image.name, credential["password"]) for image, credential in builder.pushed] == [(NAME, "p")]
    assert "p" not in [value for key, value in made.outputs.items() if key != "__inputs"]


def test_create_builds_nothing_that_it_could_not_push(
    provider: DockerProvider, builder: RecordingBuilder, inputs: Properties
) -> None:
    builder.refused = "the credential for 127.0.0.1:7879: refused"
    with pytest.raises(ProviderError, match=r"the credential for 127\.0\.0\.1:7879: refused"):
        provider.create(TARGET, checked(provider, inputs), preview=False)
    assert builder.built == []


def test_create_pushes_nothing_when_told_so(
    provider: DockerProvider, builder: RecordingBuilder, inputs: Properties
) -> None:
    made = provider.create(TARGET, checked(provider, {**inputs, "skipPush": True}), preview=False)
    assert (made.outputs["repoDigest"], builder.pushed) == ("sha256:local", [])


def test_diff_of_unchanged_context_is_empty_and_asks_no_daemon(
    provider: DockerProvider, builder: RecordingBuilder, inputs: Properties
) -> None:
    old = checked(provider, inputs)
    assert provider.diff(TARGET, State(NAME, {}, old), checked(provider, inputs)).kinds == {}
    assert builder == RecordingBuilder()


def test_diff_names_context_that_changed(provider: DockerProvider, inputs: Properties, context: Path) -> None:
    old = checked(provider, inputs)
    (context / "file").write_text("two")
    kinds = provider.diff(TARGET, State(NAME, {}, old), checked(provider, inputs)).kinds
    assert kinds == {"build.contextDigest": "UPDATE"}


def test_diff_ignores_credentials(provider: DockerProvider, inputs: Properties) -> None:
    old = checked(provider, inputs)
    news = {**inputs, "registry": {**inputs["registry"], "password": Secret("other")}}
    assert provider.diff(TARGET, State(NAME, {}, old), checked(provider, news)).kinds == {}
    without = {**inputs, "registry": {"server": inputs["registry"]["server"]}}
    assert provider.diff(TARGET, State(NAME, {}, old), checked(provider, without)).kinds == {}
    assert provider.diff(TARGET, State(NAME, {}, checked(provider, without)), checked(provider, inputs)).kinds == {}


def test_diff_sees_another_registry(provider: DockerProvider, inputs: Properties) -> None:
    old = checked(provider, inputs)
    news = {**inputs, "registry": {**inputs["registry"], "server": "other"}}
    kinds = provider.diff(TARGET, State(NAME, {}, old), checked(provider, news)).kinds
    assert kinds == {"registry.server": "UPDATE"}


def test_unserved_type_is_named_with_remedy(provider: DockerProvider) -> None:
    with pytest.raises(ProviderError, match="pulumi plugin install resource docker"):
        provider.check(Target("urn", "docker:index/container:Container"), {})


def test_cancel_reaches_the_builder(provider: DockerProvider, builder: RecordingBuilder) -> None:
    provider.cancel()
    assert builder.cancelled
