"""A build's context: its files after .dockerignore, their hash, and the archive for the daemon."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from typing import IO

# a Dockerfile outside of the context goes into the archive by this name
OUTSIDE = ".dockerfile.outside"


def digest(context: str, dockerfile: str) -> str:
    """Other names, modes or bytes give another digest.

    It is computed as the real plugin does, so that changing to that one builds nothing.
    """
    whole = hashlib.sha256()
    for part in _hashed(context, dockerfile):
        whole.update(part)
    return whole.hexdigest()


def archive(context: str, dockerfile: str) -> tuple[IO[bytes], str]:
    """The context as a tar file, and the Dockerfile's name in it."""
    relative = os.path.relpath(dockerfile, context)
    outside = relative.startswith(os.pardir)
    extra: list[tuple[str, str]] = []
    if outside:
        with open(dockerfile, encoding="utf-8") as file:
            extra = [(OUTSIDE, file.read())]
    from docker.utils import build  # heavy, and the engine starts one plugin after the other

    patterns = ignore_patterns(context, dockerfile)
    files = build.exclude_paths(os.path.abspath(context), patterns, dockerfile=OUTSIDE if outside else relative)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the caller sends it, then closes it
    build.create_archive(os.path.abspath(context), sorted(files), target, extra_files=extra)
    return target, OUTSIDE if outside else relative


def ignore_patterns(context: str, dockerfile: str) -> list[str]:
    """https://docs.docker.com/build/concepts/context/#dockerignore-files: the Dockerfile's own, or the context's."""
    for path in (f"{dockerfile}.dockerignore", os.path.join(context, ".dockerignore")):
        if os.path.isfile(path):
            with open(path, encoding="utf-8-sig") as file:
                lines = [line.strip() for line in file if not line.startswith("#")]
            return [_clean(line) for line in lines if line]
    return []


def _clean(pattern: str) -> str:
    negative, plain = pattern.startswith("!"), pattern.removeprefix("!").strip()
    return ("!" if negative else "") + os.path.normpath(plain).lstrip("/")


def _hashed(context: str, dockerfile: str) -> Iterator[bytes]:
    from docker.utils.build import PatternMatcher

    # by one name whatever it is called, for the builder does not care either
    yield from _entry("Dockerfile", "-" * 10, _bytes_hash(dockerfile))
    matcher = PatternMatcher(ignore_patterns(context, dockerfile))
    # docker-py's own last pattern brings .dockerignore back for the daemon; the digest follows the file alone
    matcher.patterns.pop()
    for path in sorted(matcher.walk(context), key=lambda item: item.split(os.sep)):
        whole = os.path.join(context, path)
        mode = os.lstat(whole).st_mode
        if not stat.S_ISDIR(mode):
            yield from _entry(path.replace(os.sep, "/"), _mode(mode), _content(whole, mode))


def _entry(path: str, mode: str, content: bytes) -> Iterator[bytes]:
    yield path.encode()
    yield mode.encode()
    yield content
    yield b"\0"


def _content(path: str, mode: int) -> bytes:
    if stat.S_ISLNK(mode):
        return hashlib.sha256(os.path.realpath(path).encode()).digest()
    return _bytes_hash(path) if stat.S_ISREG(mode) else hashlib.sha256().digest()


def _bytes_hash(path: str) -> bytes:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _mode(mode: int) -> str:
    """As Go writes it: kind and special bits first, then permissions."""
    kinds = ((stat.S_ISLNK(mode), "L"), (stat.S_ISFIFO(mode), "p"), (stat.S_ISSOCK(mode), "S"))
    bits = ((mode & stat.S_ISUID, "u"), (mode & stat.S_ISGID, "g"), (mode & stat.S_ISVTX, "t"))
    head = "".join(letter for is_set, letter in (*kinds, *bits) if is_set)
    # without the special bits, which Python mixes into the permissions
    return (head or "-") + stat.filemode(stat.S_IFREG | stat.S_IMODE(mode) & 0o777)[1:]
