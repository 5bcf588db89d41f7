"""An image's tag: a hash of everything that decides what gets built."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pulumi

PLATFORM = "linux/amd64"  # SPCS runs no other


def build_context(image: str, images: Path = Path("images")) -> Path:
    """What an image is built from: its directory, which has to hold a Dockerfile."""
    context = images / image
    if not (context / "Dockerfile").is_file():
        raise pulumi.RunError(f"{context} holds no Dockerfile; it has to. To do: restore images/{image}")
    return context


def image_tag(context: Path, dockerfile: str, build_args: Mapping[str, str], platform: str) -> str:
    """The same inputs give the same tag on every machine, and any other input gives another one.

    Hashed are path, kind, permissions and bytes of each file that .dockerignore lets through (the Dockerfile and
    lock files are among them), the build arguments, which name the base image, and the platform.
    """
    digest = hashlib.sha256()
    for part in _parts(context, dockerfile, build_args, platform):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:16]


def _parts(context: Path, dockerfile: str, build_args: Mapping[str, str], platform: str) -> Iterator[bytes]:
    yield platform.encode()
    yield dockerfile.encode()
    for name, value in sorted(build_args.items()):
        yield f"{name}={value}".encode()
    for path in _context_files(context, dockerfile):
        yield path.encode()
        yield from _file_parts(context / path)


def _context_files(context: Path, dockerfile: str) -> list[str]:
    from docker.utils.build import exclude_paths  # its SDK is imported for who asks for a tag alone

    ignore = context / ".dockerignore"
    lines = ignore.read_text(encoding="utf-8").splitlines() if ignore.exists() else []
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    found = exclude_paths(str(context), patterns, dockerfile=dockerfile)
    return sorted(Path(path).as_posix() for path in found if not _is_directory(context / path))


def _file_parts(path: Path) -> Iterator[bytes]:
    # the builder copies permissions into the image, so they count; owner and time do not
    if path.is_symlink():
        yield b"link"
        yield os.readlink(path).encode()
    else:
        yield f"file {path.stat().st_mode & 0o777:o}".encode()
        yield path.read_bytes()


def _is_directory(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
