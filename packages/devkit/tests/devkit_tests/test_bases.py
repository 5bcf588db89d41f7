"""How the base images are chosen and made, without Docker or debootstrap."""

import io
import lzma
import os
import re
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import docker
import pytest
from docker.errors import ImageNotFound

from devkit import base_milvus, base_rootfs, bases
from devkit.paths import Paths

OFFICIAL = bases.official_bases(Paths.of_clone().root / bases.STACK)


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
    local = bases.local_bases()
    serve(monkeypatch, local.milvus, local.python)
    said: list[str] = []
    assert bases.ensure_bases(tmp_path, said.append) == local
    assert said == []


def test_prefers_official_images_where_both_are_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    local, official = bases.local_bases(), OFFICIAL
    serve(monkeypatch, local.milvus, local.python, official.milvus, official.python)
    assert bases.ensure_bases(tmp_path, print) == official


def test_pulls_official_images_by_digest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    daemon = Registered(OFFICIAL.milvus, OFFICIAL.python)
    monkeypatch.setattr(docker, "from_env", lambda **_: daemon)
    assert bases.ensure_bases(tmp_path, lambda _: None) == OFFICIAL
    assert daemon.pulled == [OFFICIAL.python, OFFICIAL.milvus]
    assert all(re.fullmatch(r"[a-z/]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}", reference) for reference in daemon.pulled)


def test_refuses_a_stack_that_names_no_base_image(tmp_path: Path) -> None:
    stack = tmp_path / "Pulumi.dev.yaml"
    stack.write_text("config:\n  milvus-spcs:milvusImage: milvus:1\n")
    with pytest.raises(
        bases.BasesError, match=r"Pulumi\.dev\.yaml must name .*pythonImage, each with a tag and a digest"
    ):
        bases.official_bases(stack)


def test_names_the_commands_when_not_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    serve(monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(bases.BasesError, match="sudo apt-get install --yes debootstrap debian-archive-keyring"):
        bases.ensure_bases(tmp_path, print)


def test_changes_the_tags_when_the_certificates_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = bases.local_bases()
    bundle = tmp_path / "bundle.crt"
    bundle.write_text("a company's")
    monkeypatch.setattr(base_rootfs, "CA_BUNDLE", bundle)
    after = bases.local_bases()
    assert before.python != after.python
    assert before.milvus != after.milvus


def test_strips_documentation_and_keeps_the_directory(tmp_path: Path) -> None:
    for name in ("usr/share/doc/tar/README", "usr/lib/python3/__pycache__/x.pyc", "usr/lib/python3/x.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    base_rootfs.strip_rootfs(tmp_path)
    assert sorted(str(path.relative_to(tmp_path / "usr")) for path in (tmp_path / "usr").rglob("*")) == [
        "lib", "lib/python3", "lib/python3/x.py", "share", "share/doc",
    ]  # fmt: skip


def test_lays_the_server_out_as_the_official_image(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wheel:
        for name in ("milvus", "libknowhere.so", "libresolv.so.2"):
            wheel.writestr(f"milvus/data/bin/{name}.lzma", lzma.compress(name.encode()))
        wheel.writestr("milvus/data/config.yaml.template", "dir: {{ etcd_data_dir }} # x\nport: {{ p(int): 53100 }}\n")
        wheel.writestr("milvus/data/glog.conf", "--v=0\n")
    before = os.umask(0o077)
    try:
        with zipfile.ZipFile(buffer) as wheel:
            base_milvus.unpack_server(wheel, tmp_path, print)
    finally:
        os.umask(before)
    modes = {str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert {modes[name] for name in ("bin", "bin/milvus", "lib", "lib/libknowhere.so", "configs")} == {0o755}
    assert {modes[name] for name in ("configs/milvus.yaml", "configs/glog.conf")} == {0o644}
    assert (tmp_path / "bin/milvus").read_text() == "milvus"
    assert [path.name for path in (tmp_path / "lib").iterdir()] == ["libknowhere.so"]
    assert (tmp_path / "configs/milvus.yaml").read_text() == "dir: /var/lib/milvus/etcd # x\nport: 53100\n"
