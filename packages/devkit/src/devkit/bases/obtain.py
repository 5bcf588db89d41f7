"""Takes, pulls or makes the base images.

What is at hand is taken without asking the network, so that the choice, and with it the tags of the images built on
top, stays until `make clean`.
"""

import contextlib
import fcntl
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO

import docker
import yaml
from docker.errors import APIError, DockerException, ImageNotFound
from requests.exceptions import RequestException

from devkit.bases import milvus, rootfs
from devkit.bases.references import BaseImages
from devkit.bases.rootfs import BasesError, thinned
from devkit.paths import Paths

Progress = Callable[[str], None]
REGISTRY_SECONDS = 5
DAEMON_SECONDS = 600
WAITING_SECONDS = 5
STACK = "Pulumi.dev.yaml"
OFFICIAL = ("milvus-spcs:milvusImage", "milvus-spcs:pythonImage")
LABEL = "milvus-spcs.image=base"
PYTHON_CHANGES = [f"LABEL {LABEL}", "ENV LANG=C.UTF-8", 'CMD ["python3"]']


def official_bases(stack: Path) -> BaseImages:
    """Those that stacks of real accounts are made with."""
    config = yaml.safe_load(stack.read_text())["config"]
    named = [config.get(key) for key in OFFICIAL]
    if not all(named):
        raise BasesError(f"base images: {stack} must name {' and '.join(OFFICIAL)}, each with a tag and a digest")
    return BaseImages(*named)


def ensure_bases(cache: Path, progress: Progress) -> BaseImages:
    """The base images, pulled or made where needed; works in `cache`/bases and raises BasesError."""
    try:
        client = docker.from_env(timeout=DAEMON_SECONDS)
    except DockerException as error:
        raise BasesError(f"base images: Docker does not answer ({error}). Start it and try again") from error
    with contextlib.closing(client):
        official, local = official_bases(Paths.of_clone().root / STACK), local_bases()
        for bases in (official, local):
            if _has(client, bases):
                return bases
        if _registry_answers(official, progress) and _pull(client, official, progress):
            return official
        rootfs.check_requirements()
        _make(client, cache / "bases", local, progress)
        return local


def local_bases() -> BaseImages:
    """The names that the images made here have: each tag is a hash of what goes into the image."""
    bundle = rootfs.CA_BUNDLE
    python_tag = _tag(
        [rootfs.SUITE, rootfs.PACKAGES, rootfs.REMOVED, PYTHON_CHANGES],
        bundle.read_bytes() if bundle.exists() else b"",
    )
    milvus_tag = _tag([python_tag, milvus.REQUIREMENT, sorted(milvus.LEFT_OUT), milvus.PATHS, milvus.DOCKERFILE], b"")
    return BaseImages(milvus=f"milvus-spcs/milvus-base:{milvus_tag}", python=f"milvus-spcs/python-base:{python_tag}")


def _tag(recipe: object, data: bytes) -> str:
    return hashlib.sha256(json.dumps(recipe).encode() + b"\0" + data).hexdigest()[:12]


def _has(client: docker.DockerClient, bases: BaseImages) -> bool:
    return present(client, bases.milvus) and present(client, bases.python)


def present(client: docker.DockerClient, reference: str) -> bool:
    try:
        client.images.get(reference)
    except ImageNotFound:
        return False
    return True


def _registry_answers(official: BaseImages, progress: Progress) -> bool:
    """Whether the daemon finds both official images in their registry, asked for a few seconds."""
    progress(f"asking the image registry for {official.python} ({REGISTRY_SECONDS} s at most)")
    try:
        with contextlib.closing(docker.from_env(timeout=REGISTRY_SECONDS)) as client:
            for reference in (official.python, official.milvus):
                client.images.get_registry_data(reference)
    except (DockerException, RequestException) as error:
        progress(f"no image registry answers ({error}): the bases are made from Debian's and Python's packages")
        return False
    return True


def _pull(client: docker.DockerClient, official: BaseImages, progress: Progress) -> bool:
    show = thinned(progress)
    for reference in (official.python, official.milvus):
        try:
            for event in client.api.pull(reference, stream=True, decode=True, platform="linux/amd64"):
                show(f"pulling {reference}: {event.get('status', '')} {event.get('progress', '')}".rstrip())
        except (APIError, RequestException) as error:
            progress(f"pulling {reference} failed ({error})")
    return _has(client, official)


def _make(client: docker.DockerClient, folder: Path, bases: BaseImages, progress: Progress) -> None:
    with locked(folder, progress) as lock, work_directory(folder) as work, ThreadPoolExecutor(1) as pool:
        if _has(client, bases):  # another set-up made them while this one waited
            return
        context = work / "milvus-base"
        unpacking = pool.submit(milvus.make_context, context, bases.python, progress)
        if not present(client, bases.python):
            root = work / "rootfs"
            rootfs.make_rootfs(root, lock, progress)
            progress(f"importing {bases.python}")
            _import(client, root, bases.python)
        while wait([unpacking], timeout=WAITING_SECONDS).not_done:
            progress(f"Milvus {milvus.VERSION}: the package is not here yet")
        unpacking.result()
        build(client, context, bases.milvus, progress, {})


@contextlib.contextmanager
def locked(folder: Path, progress: Progress) -> Iterator[int]:
    """Hold the folder alone. A debootstrap that outlives a killed set-up holds it on, so that no two write at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("waiting for another set-up that is making the base images")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


@contextlib.contextmanager
def work_directory(folder: Path) -> Iterator[Path]:
    """A temporary directory; those that a killed run left behind go first."""
    for left in folder.glob("work-*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix="work-", dir=folder, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _import(client: docker.DockerClient, root: Path, reference: str) -> None:
    repository, _, tag = reference.partition(":")
    with _tar(root) as stream:
        answer = client.api.import_image_from_stream(stream, repository=repository, tag=tag, changes=PYTHON_CHANGES)
    if not present(client, reference):
        raise BasesError(f"base images: Docker did not import {reference}: {answer}")


def build(
    client: docker.DockerClient, context: Path, reference: str, progress: Progress, arguments: Mapping[str, str]
) -> None:
    progress(f"building {reference}")
    show = thinned(progress)
    with _tar(context) as stream:
        events = client.api.build(
            fileobj=stream,
            custom_context=True,
            tag=reference,
            rm=True,
            forcerm=True,
            decode=True,
            platform="linux/amd64",
            buildargs=dict(arguments),
        )
        for event in events:
            if line := str(event.get("stream", "")).strip():
                show(f"building {reference}: {line}")
            if "error" in event:
                raise BasesError(f"base images: building {reference} failed: {event['error']}")


@contextlib.contextmanager
def _tar(folder: Path) -> Iterator[IO[bytes] | None]:
    """The folder as a tar stream."""
    command = ["tar", "--create", "--numeric-owner", f"--directory={folder}", "."]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        yield process.stdout
