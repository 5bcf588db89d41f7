"""Writes an image's requirements.lock from its requirements.in, and alone.in for what comes without what it needs.

Runs inside the Python base image (see requirements.in): `python3 lock.py IMAGE`, a directory beside this file.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

IMAGES = Path(__file__).parent


def report(pip: Path, *arguments: str) -> list[dict[str, Any]]:
    """What pip would install."""
    command = [
        str(pip),
        "install",
        "--quiet",
        "--dry-run",
        "--ignore-installed",
        "--only-binary=:all:",
        "--report=-",
        *arguments,
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    packages: list[dict[str, Any]] = json.loads(output)["install"]
    return packages


def line(package: dict[str, Any]) -> str:
    """The package with its version and its wheel's hash."""
    metadata, archive = package["metadata"], package["download_info"]["archive_info"]
    return f"{metadata['name'].lower()}=={metadata['version']} --hash=sha256:{archive['hashes']['sha256']}"


def main(source: Path) -> None:
    """Write the lock."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = Path(folder) / "bin/pip"
        packages = report(pip, f"--requirement={source / 'requirements.in'}")
        packages += report(pip, "--no-deps", f"--requirement={source / 'alone.in'}")
    lines = ["# Written by lock.py from requirements.in. Do not edit.", *sorted(line(package) for package in packages)]
    (source / "requirements.lock").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(IMAGES / sys.argv[1])
