"""The standalone Milvus server of the PyPI package `milvus`, laid out as in the official image."""

import lzma
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from devkit.bases.rootfs import BasesError, thinned

VERSION = "2.3.5"
REQUIREMENT = f"milvus=={VERSION} --hash=sha256:69515a0630ce29fd10e101fa442afea8ca1387b93a456cd9bd41fdf3deb93d04"
DATA = "milvus/data/"
# Of another C library than the image's own, which has it too.
LEFT_OUT = frozenset({"libresolv.so.2"})
# The paths that the package's template of milvus.yaml leaves open.
PATHS = {
    "etcd_data_dir": "/var/lib/milvus/etcd",
    "local_storage_dir": "/var/lib/milvus/storage",
    "rocksmq_data_dir": "/var/lib/milvus/rocksmq",
    "system_log_path": "",
}
DOCKERFILE = """\
FROM {base}
COPY milvus /milvus
ENV PATH=/milvus/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LD_LIBRARY_PATH=/milvus/lib
WORKDIR /milvus
LABEL milvus-spcs.image=base
"""


def make_context(target: Path, base: str, progress: Callable[[str], None]) -> None:
    """Fill `target` with a build context that puts Milvus on top of the image `base`."""
    progress(f"Milvus {VERSION}: downloading the package (56 MB)")
    with zipfile.ZipFile(download(target.parent)) as wheel:
        unpack_server(wheel, target / "milvus", progress)
    (target / "Dockerfile").write_text(DOCKERFILE.format(base=base))


def download(folder: Path) -> Path:
    """The package's wheel, its hash checked by pip."""
    requirements = folder / "milvus-requirements.txt"
    requirements.write_text(REQUIREMENT + "\n")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--require-hashes", "--only-binary=:all:", "--platform=manylinux2014_x86_64",
        f"--dest={folder}", f"--requirement={requirements}",
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob("milvus-*.whl"))
    if result.returncode or not wheels:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BasesError(f"base images: milvus {VERSION}: the package registry gave no package: {reason}")
    return wheels[0]


def unpack_server(wheel: zipfile.ZipFile, target: Path, progress: Callable[[str], None]) -> None:
    """Write bin, lib and configs of the server below `target`."""
    for folder in ("bin", "lib", "configs"):
        (target / folder).mkdir(parents=True)
    packed = [name for name in wheel.namelist() if name.startswith(f"{DATA}bin/") and name.endswith(".lzma")]
    show = thinned(progress)
    for name in packed:
        program = Path(name).stem
        if program in LEFT_OUT:
            continue
        show(f"Milvus {VERSION}: unpacking {program}")
        path = target / ("bin" if program == "milvus" else "lib") / program
        with wheel.open(name) as source, lzma.open(source) as plain, path.open("wb") as file:
            shutil.copyfileobj(plain, file, 1 << 20)
    template = wheel.read(f"{DATA}config.yaml.template").decode()
    (target / "configs/milvus.yaml").write_text(fill_template(template))
    (target / "configs/glog.conf").write_bytes(wheel.read(f"{DATA}glog.conf"))
    _open_to_all(target)


def _open_to_all(target: Path) -> None:
    """Let the image's user read and run all of it, whatever the umask was here."""
    for path in (target, *target.rglob("*")):
        path.chmod(0o644 if path.parent.name == "configs" else 0o755)


def fill_template(template: str) -> str:
    """Replace `{{ name(type): default }}` by the default, or by our path where there is none."""

    def value(match: re.Match[str]) -> str:
        key, _, default = match.group(1).partition(":")
        return default.strip() or PATHS[key.split("(")[0].strip()]

    return re.sub(r"\{\{(.*?)\}\}", value, template)
