"""The server of the package."""

import io
import lzma
import os
import zipfile
from pathlib import Path

from devkit.bases import milvus


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
            milvus.unpack_server(wheel, tmp_path, print)
    finally:
        os.umask(before)
    modes = {str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert {modes[name] for name in ("bin", "bin/milvus", "lib", "lib/libknowhere.so", "configs")} == {0o755}
    assert {modes[name] for name in ("configs/milvus.yaml", "configs/glog.conf")} == {0o644}
    assert (tmp_path / "bin/milvus").read_text() == "milvus"
    assert [path.name for path in (tmp_path / "lib").iterdir()] == ["libknowhere.so"]
    assert (tmp_path / "configs/milvus.yaml").read_text() == "dir: /var/lib/milvus/etcd # x\nport: 53100\n"
