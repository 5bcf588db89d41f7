"""The base images of what a cluster runs beside Milvus, made from packages where no image registry answers.

Each is a directory of cluster_images/ on top of the base that has Python, whose layers every image here shares.
`python -m devkit.bases.cluster PYTHON VERSITYGW` makes them on top of the image PYTHON, and prints their references as
name=value lines.
"""

import contextlib
import hashlib
import shutil
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docker

from devkit.bases import obtain
from devkit.bases.rootfs import BasesError
from devkit.paths import Paths

DIRECTORY = Path(__file__).with_name("cluster_images")
NAMES = ("etcd", "kafka", "objectstore")
Added = Mapping[str, Mapping[str, Path]]  # files by the names that they have in the build contexts, by images


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    python, gateway = arguments
    paths = Paths.of_clone()
    added: Added = {
        "kafka": {"requirements.lock": paths.clients / "maven.lock"},
        "objectstore": {"versitygw": Path(gateway)},
    }
    try:
        found = ensure(paths.cache / "bases", python, added, lambda line: print(line, file=sys.stderr, flush=True))
    except BasesError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print("\n".join(f"{name}={reference}" for name, reference in found.items()))
    return 0


def ensure(folder: Path, python: str, added: Added, progress: Callable[[str], None]) -> dict[str, str]:
    """References by names; works in `folder` and raises BasesError."""
    files = {name: _files(name, added) for name in NAMES}
    references = {name: _reference(name, python, found) for name, found in files.items()}
    with contextlib.closing(docker.from_env(timeout=obtain.DAEMON_SECONDS)) as client:
        if all(obtain.present(client, reference) for reference in references.values()):
            return references
        with obtain.locked(folder, progress), obtain.work_directory(folder) as work:
            # another set-up may have made some while this one waited
            for name in (it for it in NAMES if not obtain.present(client, references[it])):
                obtain.build(client, _context(work / name, files[name]), references[name], progress, {"BASE": python})
    return references


def _files(name: str, added: Added) -> dict[str, Path]:
    own = {file.name: file for file in sorted((DIRECTORY / name).iterdir())}
    return {**own, **added.get(name, {})}


def _context(directory: Path, files: Mapping[str, Path]) -> Path:
    directory.mkdir()
    for name, file in files.items():
        shutil.copyfile(file, directory / name).chmod(0o755)  # whatever the umask was here
    return directory


def _reference(name: str, python: str, files: Mapping[str, Path]) -> str:
    """The tag is a hash of all that goes into the image but what the packages' registries have."""
    digest = hashlib.sha256(python.encode())
    for it, file in files.items():
        digest.update(b"\0" + it.encode() + b"\0" + file.read_bytes())
    return f"milvus-spcs/{name}-base:{digest.hexdigest()[:12]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
