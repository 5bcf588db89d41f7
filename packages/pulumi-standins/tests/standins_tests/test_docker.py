"""Images: what is built, hashed, compared and said when it fails."""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pulumi_standins.docker.context import archive, digest
from pulumi_standins.docker.inputs import ImageInputs
from pulumi_standins.docker.plugin import IMAGE, DockerProvider
from pulumi_standins.docker.stream import CancelledError, Stream
from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.provider import ProviderError, State, Target
from pulumi_standins.provider.values import UNKNOWN, Properties, Secret

TARGET = Target("urn:pulumi:local::p::docker:index/image:Image::it", IMAGE)
NAME = "127.0.0.1:7879/db/schema/repo/milvus:tag"
DIGEST = "127.0.0.1:7879/db/schema/repo/milvus@sha256:1"


@dataclass
class RecordingBuilder:
    built: list[ImageInputs] = field(default_factory=list)
    pushed: list[ImageInputs] = field(default_factory=list)
    cancelled: bool = False

    def build(self, image: ImageInputs, _report: Callable[[str], None]) -> str:
        self.built.append(image)
        return "sha256:local"

    def push(self, image: ImageInputs, _report: Callable[[str], None]) -> str:
        self.pushed.append(image)
        return DIGEST

    def cancel(self) -> None:
        self.cancelled = True


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


def checked(provider: DockerProvider, inputs: Properties) -> Properties:
    found = provider.check(TARGET, inputs)
    assert found.failures == {}
    return found.inputs


def hashed(context: Path) -> str:
    return digest(str(context), str(context / "Dockerfile"))


def test_check_of_unknown_build_waits(provider: DockerProvider, inputs: Properties) -> None:
    assert checked(provider, {**inputs, "build": UNKNOWN})["build"] is UNKNOWN


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
    assert builder.pushed[0].registry.password == "p"
    assert "p" not in [value for key, value in made.outputs.items() if key != "__inputs"]


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


def test_diff_sees_another_registry(provider: DockerProvider, inputs: Properties) -> None:
    old = checked(provider, inputs)
    news = {**inputs, "registry": {**inputs["registry"], "server": "other"}}
    kinds = provider.diff(TARGET, State(NAME, {}, old), checked(provider, news)).kinds
    assert kinds == {"registry.server": "UPDATE"}


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda context: (context / "ignored.log").write_text("other noise"), False),
        (lambda context: os.utime(context / "file", (1, 1)), False),
        (lambda context: (context / "file").chmod(0o755), True),
        (lambda context: (context / "file").rename(context / "elif"), True),
        (lambda context: (context / "link").symlink_to("file"), True),
        (lambda context: (context / "Dockerfile").write_text("FROM scratch\n"), True),
    ],
)
def test_digest_counts_what_the_image_gets(context: Path, change: Callable[[Path], Any], differs: bool) -> None:
    before = hashed(context)
    change(context)
    assert (hashed(context) != before) is differs


def test_digest_leaves_out_dockerignore_that_ignores_itself(context: Path) -> None:
    ignore = context / ".dockerignore"
    ignore.write_text("*.log\n.dockerignore\n")
    before = hashed(context)
    ignore.write_text(".dockerignore\n*.log\n\n")
    assert hashed(context) == before


def test_digest_is_the_real_plugins(tmp_path: Path) -> None:
    # what pulumi-resource-docker 5.1.0 computes for these files and modes
    for name, text in (("Dockerfile", "FROM scratch\nCOPY . /\n"), ("file", "one"), (".dockerignore", "*.log\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o644)
    (tmp_path / "tool").mkdir()
    (tmp_path / "tool" / "run").write_text("x")
    (tmp_path / "tool" / "run").chmod(0o755)
    assert hashed(tmp_path) == "47ba8f4c8337f46247ea20694f9dc5a8e591634391cf9153651d1507850b51d6"


def test_archive_honours_dockerignore(context: Path) -> None:
    file, dockerfile = archive(str(context), str(context / "Dockerfile"))
    with file, tarfile.open(fileobj=file) as tar:
        assert set(tar.getnames()) == {"Dockerfile", ".dockerignore", "file"}
    assert dockerfile == "Dockerfile"


def test_archive_carries_dockerfile_from_outside(context: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "Dockerfile"
    outside.write_text("FROM scratch\n")
    file, name = archive(str(context), str(outside))
    with file, tarfile.open(fileobj=file) as tar:
        assert name in tar.getnames()


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


def test_unserved_type_is_named_with_remedy(provider: DockerProvider) -> None:
    with pytest.raises(ProviderError, match="pulumi plugin install resource docker"):
        provider.check(Target("urn", "docker:index/container:Container"), {})


def test_failed_step_shows_last_lines() -> None:
    said: list[str] = []
    messages: list[dict[str, Any]] = [
        {"stream": "Step 1/2 : RUN false\n"},
        {"errorDetail": {}, "error": "returned a non-zero code: 1"},
    ]
    with pytest.raises(ProviderError, match=r"(?s)building it failed: returned a non-zero.*Step 1/2 : RUN false"):
        Stream(threading.Event(), said.append).run("building it", lambda: messages)
    assert said == ["Step 1/2 : RUN false"]


def test_stream_ends_when_cancelled() -> None:
    over, silent = threading.Event(), threading.Event()

    def messages() -> Iterator[dict[str, str]]:
        yield {"stream": "Step 1/1 : RUN sleep 1000"}
        silent.wait()

    stream = Stream(over, lambda _line: over.set())
    with pytest.raises(CancelledError):
        stream.run("building it", messages)
    silent.set()


def test_cancel_reaches_the_builder(provider: DockerProvider, builder: RecordingBuilder) -> None:
    provider.cancel()
    assert builder.cancelled
