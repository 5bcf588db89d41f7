"""Downloads from a vendor that may not be reachable: a few seconds tell. Each is checked against what it publishes."""

import hashlib
import threading
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

from devkit.console import Step
from devkit.errors import ToolchainError
from devkit.progress import Progress

ANSWER_SECONDS = 4.0
STALL_SECONDS = 20.0
CHUNK = 1 << 20
# By the length of a checksum. Pulumi publishes SHA-256 of its engine and, by an option left out, SHA-1 of its plugins:
# https://github.com/pulumi/ci-mgmt, publish.yml.
ALGORITHMS = {64: "sha256", 40: "sha1"}


def answers(url: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Whether a server answers at all, be it with a refusal. Name resolution counts into the time."""
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(_asks(url, seconds)), daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(found) and found[0]


def _asks(url: str, seconds: float) -> bool:
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - the callers' addresses are constants, https
    try:
        with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310 - as above
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, HTTPException):
        return False


def fetch(step: Step, url: str, checksums: str, target: Path) -> bool:
    """Download to `target` what the list at `checksums` vouches for; False, with the reason on screen, where it fails.

    Raises ToolchainError where the file is another one than the list says.
    """
    name = url.rpartition("/")[2]
    listed = target.with_name("checksums.txt")
    if not _download(step, checksums, listed):
        return False
    expected = _checksum_of(name, listed.read_text(errors="replace"))
    if expected is None:
        step.say(f"{checksums} has no checksum of {name}, which is not used without one")
        return False
    if not _download(step, url, target):
        return False
    _check(url, target, expected)
    return True


def _checksum_of(name: str, listed: str) -> str | None:
    """The file's checksum, from lines as sha256sum and shasum write them."""
    for line in listed.splitlines():
        checksum, _, file = line.partition(" ")
        if file.lstrip(" *").removeprefix("./") == name and len(checksum) in ALGORITHMS:
            return checksum.lower()
    return None


def _check(url: str, file: Path, expected: str) -> None:
    algorithm = ALGORITHMS[len(expected)]
    with file.open("rb") as content:
        got = hashlib.file_digest(content, algorithm).hexdigest()
    if got != expected:
        raise ToolchainError(
            f"{url} is not the file that its vendor published: the {algorithm} of what came is {got}, published is "
            f"{expected}. Nothing of it was used. Run the same command again; where it fails again, ask who runs the "
            "network whether a proxy changes downloads, or get the file another way and put its executables on PATH"
        )


def _download(step: Step, url: str, target: Path) -> bool:
    try:
        with (
            step.working(f"downloading {url}"),
            urllib.request.urlopen(url, timeout=STALL_SECONDS) as response,  # noqa: S310 - as above
            target.open("wb") as file,
        ):
            done, total = 0, int(response.headers.get("Content-Length") or 0)
            while chunk := response.read(CHUNK):
                file.write(chunk)
                done += len(chunk)
                step.latest = f"{done >> 20} MB"
                step.progress = Progress.of_bytes(done, total) if total else None
    except (OSError, HTTPException) as error:
        step.say(f"{url} cannot be downloaded: {error}")
        return False
    return True
