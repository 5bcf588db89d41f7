"""The root file system, without debootstrap."""

from pathlib import Path

import pytest

from devkit import progress
from devkit.bases import rootfs


def test_strips_documentation_and_keeps_the_directory(tmp_path: Path) -> None:
    for name in ("usr/share/doc/tar/README", "usr/lib/python3/__pycache__/x.pyc", "usr/lib/python3/x.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    rootfs.strip_rootfs(tmp_path)
    assert sorted(str(path.relative_to(tmp_path / "usr")) for path in (tmp_path / "usr").rglob("*")) == [
        "lib", "lib/python3", "lib/python3/x.py", "share", "share/doc",
    ]  # fmt: skip


def test_lines_of_debootstrap_say_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As base_images reads them."""
    said = ["I: Retrieving passwd 1:4.13", "I: Unpacking passwd...", "I: Configuring passwd..."]
    stands_in = tmp_path / "unshare"
    stands_in.write_text("#!/bin/sh\n" + "".join(f"echo '{line}'\n" for line in said))
    stands_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(rootfs, "SECONDS_BETWEEN_LINES", 0)
    monkeypatch.setattr(rootfs, "CA_BUNDLE", tmp_path / "none")
    shown: list[str] = []
    with (tmp_path / "lock").open("w") as lock:
        rootfs.make_rootfs(tmp_path / "root", lock.fileno(), shown.append)
    assert shown[-1] == "Debian bookworm: Configuring passwd... (2/2)"
    assert [progress.said(line) for line in shown] == [None, progress.Progress(1, 2), progress.Progress(2, 2)]
