"""How the service user signs in: written by the program that makes the user, read by who configures the stack."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from devkit import files


@dataclass(frozen=True)
class Credentials:
    """`private_key` is PEM."""

    user: str
    role: str
    private_key: str = field(repr=False)

    def write(self, file: Path) -> None:
        """For the owner of the file alone."""
        files.write(file, json.dumps(asdict(self), indent=2) + "\n", 0o600)


def read(file: Path) -> Credentials | None:
    """None where the file is lost, or is not whole."""
    try:
        content = json.loads(file.read_text())
        found = {it.name: content[it.name] for it in fields(Credentials)}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return Credentials(**found) if all(isinstance(value, str) for value in found.values()) else None
