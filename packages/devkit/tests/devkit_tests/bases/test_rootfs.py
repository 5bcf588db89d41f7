"""The root file system, without debootstrap."""

from pathlib import Path

from devkit.bases import rootfs


def test_strips_documentation_and_keeps_the_directory(tmp_path: Path) -> None:
    for name in ("usr/share/doc/tar/README", "usr/lib/python3/__pycache__/x.pyc", "usr/lib/python3/x.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    rootfs.strip_rootfs(tmp_path)
    assert sorted(str(path.relative_to(tmp_path / "usr")) for path in (tmp_path / "usr").rglob("*")) == [
        "lib", "lib/python3", "lib/python3/x.py", "share", "share/doc",
    ]  # fmt: skip
