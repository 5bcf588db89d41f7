"""A small Debian root file system with Python, made from Debian's packages where no image registry answers."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from devkit.errors import ToolchainError
from devkit.progress import of_debootstrap

SUITE = "bookworm"
MIRROR_VARIABLE = "MILVUS_SPCS_DEBIAN_MIRROR"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES = ("python3-venv", "ca-certificates")
APT_PACKAGES = ("debootstrap", "debian-archive-keyring")
CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
# Documentation, translations, package lists and byte code: nothing that a running program of ours reads.
REMOVED = (
    "usr/share/doc",
    "usr/share/info",
    "usr/share/lintian",
    "usr/share/locale",
    "usr/share/man",
    "usr/lib/x86_64-linux-gnu/gconv",
    "var/cache/apt",
    "var/cache/debconf",
    "var/lib/apt/lists",
    "var/log",
)
SECONDS_BETWEEN_LINES = 3.0


class BasesError(ToolchainError):
    """What keeps the base images from being made, with what to do about it."""


def thinned(progress: Callable[[str], None]) -> Callable[[str], None]:
    """A progress that puts one line in a few seconds on screen."""
    shown = 0.0

    def show(line: str) -> None:
        nonlocal shown
        if time.monotonic() - shown >= SECONDS_BETWEEN_LINES:
            shown = time.monotonic()
            progress(line)

    return show


def check_requirements() -> None:
    """Raise unless debootstrap can run here: as root, with it and Debian's keys installed."""
    missing = not shutil.which("debootstrap") or not KEYRING.exists()
    if not missing and os.geteuid() == 0:
        return
    steps = [f"apt-get install --yes {' '.join(APT_PACKAGES)}"] if missing else []
    if os.geteuid() != 0:
        steps.append("make up")
    commands = " && ".join(f"sudo {step}" if os.geteuid() != 0 else step for step in steps)
    raise BasesError(
        "base images: no image registry answers, and making them from Debian's packages "
        f"needs root and {', '.join(APT_PACKAGES)}. Run: {commands}"
    )


def make_rootfs(target: Path, lock: int, progress: Callable[[str], None]) -> None:
    """Fill `target` with a stripped Debian; `lock` is inherited, so that it outlives us where we are killed first."""
    _debootstrap(target, lock, progress)
    strip_rootfs(target)
    if CA_BUNDLE.exists():
        shutil.copyfile(CA_BUNDLE, target / CA_BUNDLE.relative_to("/"))


def strip_rootfs(root: Path) -> None:
    """Remove what no image needs, and keep the directories that programs expect to find."""
    for name in REMOVED:
        path = root / name
        if path.exists():
            shutil.rmtree(path)
            path.mkdir()
            path.chmod(0o755)  # whatever the umask is here
    for cache in sorted(root.rglob("__pycache__")):
        shutil.rmtree(cache)


def _mirror() -> list[str]:
    """The mirror that somebody chose, or nothing: debootstrap knows Debian's own."""
    chosen = os.environ.get(MIRROR_VARIABLE)
    return [chosen] if chosen else []


def _debootstrap(target: Path, lock: int, progress: Callable[[str], None]) -> None:
    # In a mount namespace of its own, debootstrap's /proc and /sys vanish with it, however it ends.
    command = [
        "unshare", "--mount",
        "debootstrap", "--variant=minbase", "--arch=amd64", "--force-check-gpg", f"--keyring={KEYRING}",
        f"--include={','.join(PACKAGES)}", SUITE, str(target), *_mirror(),
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=(lock,),
        start_new_session=True,
        umask=0o022,
    ) as process:
        try:
            last = _follow(process.stdout or (), thinned(progress))
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # it, and what it runs inside the new root
            raise
    if process.returncode:
        raise BasesError(
            f"base images: debootstrap of {SUITE} ended with {process.returncode}: {last}. "
            f"Another mirror can stand in {MIRROR_VARIABLE}"
        )


def _follow(lines: Iterable[str], progress: Callable[[str], None]) -> str:
    """Show the lines, with how far it is, and give back the last one, which says why where it failed."""
    last, far, follow = "", "", of_debootstrap()
    for line in lines:
        last = line.strip().removeprefix("I: ")
        if found := follow(last):
            far = f" ({found.done}/{found.total})"
        progress(f"Debian {SUITE}: {last}{far}")
    return last
