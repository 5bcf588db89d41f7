"""How the base images are chosen, without Docker."""

import os
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import docker
import pytest
from docker.errors import ImageNotFound

from devkit.bases import obtain, rootfs
from devkit.bases.rootfs import BasesError
from devkit.paths import Paths

OFFICIAL = obtain.official_bases(Paths.of_clone().root / obtain.STACK)


class Daemon:
    """Knows a set of image names and answers for no registry."""

    def __init__(self, *present: str) -> None:
        self.present = present
        self.images = SimpleNamespace(get=self._get, get_registry_data=self._get)

    def _get(self, reference: str) -> str:
        if reference not in self.present:
            raise ImageNotFound(f"no such image: {reference}")
        return reference

    def close(self) -> None:
        """Nothing to close."""


class Registered(Daemon):
    """Has nothing, and a registry that has these names."""

    def __init__(self, *offered: str) -> None:
        super().__init__()
        self.pulled: list[str] = []
        self.images.get_registry_data = offered.index
        self.api = SimpleNamespace(pull=self._pull)

    def _pull(self, reference: str, **_: object) -> list[dict[str, str]]:
        self.pulled.append(reference)
        self.present = (*self.present, reference)
        return [{"status": "Pull complete"}]


def serve(monkeypatch: pytest.MonkeyPatch, *present: str) -> None:
    monkeypatch.setattr(docker, "from_env", lambda **_: Daemon(*present))


def test_takes_local_images_without_asking_a_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    local = obtain.local_bases()
    serve(monkeypatch, local.milvus, local.python)
    said: list[str] = []
    assert obtain.ensure_bases(tmp_path, said.append) == local
    assert said == []


def test_prefers_official_images_where_both_are_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    local, official = obtain.local_bases(), OFFICIAL
    serve(monkeypatch, local.milvus, local.python, official.milvus, official.python)
    assert obtain.ensure_bases(tmp_path, print) == official


def test_pulls_official_images_by_digest_where_one_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    daemon = Registered(OFFICIAL.milvus, OFFICIAL.python)
    monkeypatch.setattr(docker, "from_env", lambda **_: daemon)
    assert obtain.ensure_bases(tmp_path, lambda _: None) == OFFICIAL
    assert daemon.pulled == [OFFICIAL.python, OFFICIAL.milvus]
    without_digest = [it for it in daemon.pulled if not re.fullmatch(r"[a-z/]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}", it)]
    said_why = (
        "No public record has the digest of this tag of Milvus" in (Paths.of_clone().root / obtain.STACK).read_text()
    )
    assert without_digest == ([OFFICIAL.milvus] if said_why else [])


def test_refuses_a_stack_that_names_no_base_image(tmp_path: Path) -> None:
    stack = tmp_path / "Pulumi.dev.yaml"
    stack.write_text("config:\n  milvus-spcs:milvusImage: milvus:1\n")
    with pytest.raises(BasesError, match=r"Pulumi\.dev\.yaml must name .*pythonImage, each with a tag and a digest"):
        obtain.official_bases(stack)


def test_names_the_commands_when_not_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    serve(monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BasesError, match="sudo apt-get install --yes debootstrap debian-archive-keyring"):
        obtain.ensure_bases(tmp_path, print)


def test_changes_the_tags_when_the_certificates_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = obtain.local_bases()
    bundle = tmp_path / "bundle.crt"
    bundle.write_text("a company's")
    monkeypatch.setattr(rootfs, "CA_BUNDLE", bundle)
    after = obtain.local_bases()
    assert before.python != after.python
    assert before.milvus != after.milvus
