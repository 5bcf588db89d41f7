"""A stack's configuration as it lies beside Pulumi.yaml; of its secrets, what the engine opens."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


class StackFileError(Exception):
    """A stack whose configuration cannot be read; the text says what to do."""


@dataclass(frozen=True)
class StackFile:
    """Values as the file has them; those that are encrypted there are `hidden`."""

    values: Mapping[str, str] = field(repr=False)
    hidden: frozenset[str] = frozenset()

    def get(self, key: str) -> str | None:
        return self.values.get(key)

    def is_secret(self, key: str) -> bool:
        """Whether it is marked so."""
        return key in self.hidden


def read(stack: str, directory: Path) -> StackFile:
    """The stack's file in the project's directory."""
    file = directory / f"Pulumi.{stack.rpartition('/')[2]}.yaml"
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        config = content.get("config") or {}
        hidden = frozenset(key for key, value in config.items() if isinstance(value, dict) and "secure" in value)
        return StackFile({key: _text(value) for key, value in config.items() if key not in hidden}, hidden)
    except FileNotFoundError:
        raise StackFileError(
            f"there is no {file}. To do: name a stack that has one, from the project's directory"
        ) from None
    except (OSError, yaml.YAMLError, AttributeError):
        raise StackFileError(f"{file} is no configuration of a stack. To do: mend it") from None


def opened(stack: str, directory: Path, found: StackFile) -> StackFile:
    """The same with what is encrypted, which the engine is asked for."""
    command = ["pulumi", "config", "--json", "--show-secrets", "--stack", stack, "--non-interactive"]
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True)
        values = {key: str(entry.get("value", "")) for key, entry in json.loads(done.stdout).items()}
    except FileNotFoundError:
        raise StackFileError("pulumi, which opens the stack's secrets, is not on PATH") from None
    except subprocess.CalledProcessError as error:
        raise StackFileError(f"the stack's secrets stay closed: {error.stderr.strip()}") from None
    return StackFile(values, found.hidden)


def _text(value: Any) -> str:
    """As the engine hands it over."""
    return value if isinstance(value, str) else json.dumps(value)
